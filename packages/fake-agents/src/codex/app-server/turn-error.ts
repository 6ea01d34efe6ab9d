import { isLine } from '../../claude/json.ts';
import type { Line } from '../../claude/line.ts';
import type { TurnFailure } from '../sink.ts';

/** Why a turn failed, as the server tells it: the rollout's `codex_error_info` in camel case. */
export function turnError({ message, info }: TurnFailure): Line {
  return { message, codexErrorInfo: camelCased(info), additionalDetails: null, misalignment: null };
}

/** The HTTP status inside a `codex_error_info`; `null` without one. */
export function httpStatus(info: unknown): number | null {
  if (!isLine(info)) return null;
  const [inner] = Object.values(info);
  const status = isLine(inner) ? inner['http_status_code'] : null;
  return typeof status === 'number' ? status : null;
}

function camelCased(info: unknown): unknown {
  if (typeof info === 'string') return camel(info);
  if (!isLine(info)) return info ?? null;
  return Object.fromEntries(
    Object.entries(info).map(([key, value]) => [camel(key), isLine(value) ? camelCased(value) : value]),
  );
}

const camel = (name: string): string => name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
