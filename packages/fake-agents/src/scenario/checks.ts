import { isDuration } from './duration.ts';

/** What is wrong with a value, each as one sentence with its place. */
export type Check = (value: unknown, at: string) => readonly string[];

/** A value as a message shows it. */
export const what = (value: unknown): string => (JSON.stringify(value) ?? String(value)).slice(0, 60);
/** A check by a test and what it expects. */
export const must = (ok: (value: unknown) => boolean, expected: string): Check => {
  return (value, at) => (ok(value) ? [] : [`${at} is ${what(value)}, expected ${expected}`]);
};

/** Whether a value is an object with named fields. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** A text. */
export const text: Check = must((value) => typeof value === 'string', 'a text');
/** True or false. */
export const flag: Check = must((value) => typeof value === 'boolean', 'true or false');
/** True, and nothing else. */
export const yes: Check = must((value) => value === true, 'true');
/** A number that is not negative. */
export const count: Check = must((value) => typeof value === 'number' && value >= 0, 'a number, 0 or more');
/** An object, whatever is in it. */
export const object: Check = must(isObject, 'an object');
/** Whatever there is. */
export const anything: Check = () => [];
/** A duration. */
export const duration: Check = must(isDuration, 'milliseconds or a text such as "90s" or "2h30m"');
/** A point in time. */
export const instant: Check = must(
  (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
  'an instant such as "2026-11-21T01:02:03.000Z"',
);
/** One of a few values. */
export const either = (...names: readonly unknown[]): Check =>
  must((value) => names.includes(value), `one of ${what(names)}`);
/** The same, or null. */
export const orNull = (check: Check): Check => {
  return (value, at) => (value === null ? [] : check(value, at));
};
/** A list of which every item passes. */
export const list = (check: Check): Check => {
  return (value, at) =>
    Array.isArray(value) ? value.flatMap((item, index) => check(item, `${at}[${index}]`)) : [`${at} is no list`];
};
/** An object that has no other fields than these. */
export const fields = (known: Readonly<Record<string, Check>>): Check => {
  return (value, at) => {
    if (!isObject(value)) return [`${at} is ${what(value)}, expected an object`];
    return Object.entries(value).flatMap(([key, item]) => {
      const check = known[key];
      return check === undefined
        ? [`${at}.${key} is not known; known: ${Object.keys(known).join(', ')}`]
        : check(item, `${at}.${key}`);
    });
  };
};
/** The same, with fields that must be there. */
export const needs = (names: readonly string[], check: Check): Check => {
  return (value, at) => [
    ...check(value, at),
    ...names.filter((name) => isObject(value) && value[name] === undefined).map((name) => `${at}.${name} is missing`),
  ];
};
