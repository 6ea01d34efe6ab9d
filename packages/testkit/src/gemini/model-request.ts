import type { IncomingMessage } from 'node:http';
import { isRecord } from '../network/request-body.ts';

/**
 * Why the CLI asks the model: `main` is a turn of the conversation and always a stream; `side` is all else, such as the
 * choice of a model for the prompt (`auto`) or the summary of a session.
 */
export type GeminiCallKind = 'main' | 'side';

/** One request for content of the model. */
export interface GeminiCall {
  readonly kind: GeminiCallKind;
  /** Counts the calls of this kind from 0 over the life of the stand-in. */
  readonly index: number;
  /** Whether it came through the account's service (a Google login) instead of the API for keys. */
  readonly codeAssist: boolean;
  readonly model: string;
  /** What the person said last; empty where nobody has spoken. */
  readonly prompt: string;
  /** What the tools gave, over the whole conversation. */
  readonly toolOutputs: readonly string[];
  /** Names of the tools on offer. */
  readonly tools: readonly string[];
  readonly headers: IncomingMessage['headers'];
  /** Without what the account's service puts around it. */
  readonly body: Readonly<Record<string, unknown>>;
}

const PATH = /^\/(?:v1internal|v1(?:beta|alpha)?\/models\/(?<model>[^/:]+)):(?<verb>\w+)$/;

/** What the path of a request asks for: `null` where it is not of the model or of an account. */
export function verbOf(path: string): string | null {
  return PATH.exec(path)?.groups?.['verb'] ?? null;
}

/** Reads a `generateContent` or `streamGenerateContent` as Gemini CLI 0.61.0 sends it (2026-11-21); else `null`. */
export function readGeminiCall(
  path: string,
  sent: Readonly<Record<string, unknown>>,
  headers: IncomingMessage['headers'],
): Omit<GeminiCall, 'index'> | null {
  const found = PATH.exec(path)?.groups;
  const verb = found?.['verb'];
  if (verb !== 'generateContent' && verb !== 'streamGenerateContent') return null;
  const codeAssist = found?.['model'] === undefined;
  const wrapped = sent['request'];
  const body = codeAssist && isRecord(wrapped) ? wrapped : sent;
  const contents = records(body['contents']);
  const said = contents.filter(({ role }) => role === 'user').flatMap(({ parts }) => texts(parts));
  return {
    kind: verb === 'generateContent' ? 'side' : 'main',
    codeAssist,
    model: found?.['model'] ?? (typeof sent['model'] === 'string' ? sent['model'] : ''),
    prompt: said.at(-1) ?? '',
    toolOutputs: contents.flatMap(({ parts }) => toolOutputs(parts)),
    tools: records(body['tools']).flatMap(({ functionDeclarations }) => names(functionDeclarations)),
    headers,
    body,
  };
}

function records(value: unknown): Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function texts(parts: unknown): string[] {
  return records(parts).flatMap(({ text }) => (typeof text === 'string' ? [text] : []));
}

function names(declarations: unknown): string[] {
  return records(declarations).flatMap(({ name }) => (typeof name === 'string' ? [name] : []));
}

function toolOutputs(parts: unknown): string[] {
  return records(parts).flatMap(({ functionResponse }) =>
    isRecord(functionResponse) ? [JSON.stringify(functionResponse['response'])] : [],
  );
}
