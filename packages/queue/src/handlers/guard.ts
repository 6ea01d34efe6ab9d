import { isAbsolute } from 'node:path';
import { CcxError } from '@ccx/contracts';

/** Reads the fields of a payload one by one; every complaint names the field and what was expected. */
export interface Guard {
  text(name: string): string;
  optionalText(name: string): string | undefined;
  optionalTexts(name: string): readonly string[] | undefined;
  /** Of texts by name, e.g. an environment. */
  optionalMap(name: string): Readonly<Record<string, string>> | undefined;
  optionalFlag(name: string): boolean | undefined;
  /** From `least` on. */
  optionalNumber(name: string, least: number): number | undefined;
  optionalOneOf<T extends string>(name: string, words: readonly T[]): T | undefined;
  path(name: string): string;
  optionalObject(name: string, fields: readonly string[]): Guard | undefined;
}

/**
 * @param what names the payload for people, e.g. `prompt`
 * @throws {CcxError} `invalid_argument` for anything but an object of these fields, and from every reading
 */
export function guard(what: string, value: unknown, fields: readonly string[]): Guard {
  const wrong = (name: string, expected: string): CcxError =>
    new CcxError('invalid_argument', `${what}: "${name}" is ${shown(object[name])}, expected ${expected}.`);
  if (!isObject(value)) {
    throw new CcxError('invalid_argument', `${what}: ${shown(value)} is no object of ${fields.join(', ')}.`);
  }
  const object = value;
  const strange = Object.keys(object).find((name) => !fields.includes(name));
  if (strange !== undefined) {
    throw new CcxError('invalid_argument', `${what}: "${strange}" is not known.`, {
      hint: `Known are ${fields.join(', ')}.`,
    });
  }

  function optional<T>(name: string, is: (found: unknown) => found is T, expected: string): T | undefined {
    const found = object[name];
    if (found === undefined || is(found)) return found;
    throw wrong(name, expected);
  }

  const self: Guard = {
    text(name) {
      const found = optional(name, isText, 'a text that is not empty');
      if (found === undefined) throw wrong(name, 'a text that is not empty');
      return found;
    },
    optionalText: (name) => optional(name, isText, 'a text that is not empty'),
    optionalTexts: (name) => optional(name, isTexts, 'a list of texts'),
    optionalMap: (name) => optional(name, isMap, 'an object of texts'),
    optionalFlag: (name) => optional(name, isFlag, 'true or false'),
    optionalNumber(name, least) {
      const found = optional(name, isNumber, `a number from ${least} on`);
      if (found !== undefined && found < least) throw wrong(name, `a number from ${least} on`);
      return found;
    },
    optionalOneOf<T extends string>(name: string, words: readonly T[]) {
      const isWord = (found: unknown): found is T => words.some((word) => word === found);
      return optional(name, isWord, `one of ${words.join(', ')}`);
    },
    path(name) {
      const found = self.text(name);
      if (!isAbsolute(found)) throw wrong(name, 'an absolute path');
      return found;
    },
    optionalObject(name, inner) {
      return object[name] === undefined ? undefined : guard(`${what}.${name}`, object[name], inner);
    },
  };
  return self;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function isMap(value: unknown): value is Readonly<Record<string, string>> {
  return isObject(value) && Object.values(value).every((one) => typeof one === 'string');
}

function isFlag(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  const text = JSON.stringify(value) ?? typeof value;
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
}
