import { asObject, asText, parseJson } from '../json-fields.ts';

const COLOUR = new RegExp(String.raw`\u001b\[[\d;]*m`, 'g');

/** A text without its colours: Gemini CLI paints its errors even where nobody sees it. */
export function withoutColours(text: string): string {
  return text.includes('\u001b') ? text.replaceAll(COLOUR, '') : text;
}

/** Lines with which the CLI itself begins to speak again. */
const BEGINS =
  /^(?:Attempt \d+ failed|Error when talking to|\{$|Please set an Auth|Error in |Unknown argument|Gemini CLI is |Error resuming |An unexpected critical|Warning: |YOLO mode|\[STARTUP\])/;

/** What the CLI said, without what it repeats of a tool's output. */
export function ownWords(stderr: string): string {
  const kept: string[] = [];
  let ofTool = false;
  for (const line of stderr.split('\n')) {
    if (line.startsWith('Error executing tool ')) ofTool = true;
    else if (BEGINS.test(line)) ofTool = false;
    if (!ofTool) kept.push(line);
  }
  return kept.join('\n');
}

/**
 * The error with which the json format ends: `{session_id, error: {type, message, code}}` over several lines, behind
 * whatever else was written, which may be a stack trace with braces. `null` where there is none.
 */
export function lastErrorBlock(stderr: string): string | null {
  const lines = stderr.trimEnd().split('\n');
  for (let from = lines.length - 1; from >= 0; from--) {
    if (lines[from]?.startsWith('{') !== true) continue;
    const to = lines.findIndex((line, at) => at >= from && line.startsWith('}'));
    const block = parseJson(lines.slice(from, to === -1 ? undefined : to + 1).join('\n'));
    const error = asObject(asObject(block)?.['error']);
    if (error !== null) return errorText(error['message'], error['code'], error['type']);
    return null;
  }
  return null;
}

/** The message with its code, in the form in which the API writes one, so that both are read by the same words. */
function errorText(message: unknown, code: unknown, type: unknown): string {
  const said = asText(message) ?? '';
  const more = [asText(type), typeof code === 'number' ? `code: ${code}` : asText(code)];
  return [said, ...more.filter((part) => part !== null && part !== 'Error')].join('\n');
}
