/**
 * The names under which a price table may know a model, the one as written first: without the mark of the wide context,
 * without the provider that served it (`anthropic/…`, `us.anthropic.…-v1:0`, `openai/…`, `models/…`), without the date of
 * its snapshot (`-20251101`, `-2026-04-23`). A name is only ever stripped of what these forms add: `claude-opus-4-9` is not
 * `claude-opus-4`, and `gpt-5.5-codex` not `gpt-5.5`.
 */
export function modelForms(model: string): readonly string[] {
  const plain = model.replace(/\[1m\]$/, '');
  const own = plain.replace(/^(?:(?:openrouter\/)?(?:anthropic|openai|google)|bedrock|vertex_ai|gemini|models)\//, '');
  const [, inBedrock] = /^(?:[a-z]{2,6}\.)?anthropic\.(.+)$/.exec(own) ?? [];
  const name = inBedrock === undefined ? own : inBedrock.replace(/-v\d+(?::\d+)?$/, '');
  const undated = name.replace(/(?:[-@]\d{8}|-\d{4}-\d{2}-\d{2})$/, '');
  return [...new Set([model, plain, own, name, undated])];
}
