import { appendFileSync, copyFileSync, renameSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { call, createPlace, type Place } from './place.ts';

let place: Place;
beforeEach(async () => {
  place = await createPlace();
});
afterEach(() => place.remove());

describe('a file that changes while it is read', () => {
  const many = (from: number, to: number): string =>
    Array.from({ length: to - from }, (_, index) => call(`m${from + index}`)).join('');
  const numbers = (to: number): readonly string[] => Array.from({ length: to }, (_, index) => `m${index}`);

  it('because it grows is read to one of its lines, and the rest the next time', async () => {
    writeFileSync(place.file, many(0, 20));
    await place.scan(() => appendFileSync(place.file, many(20, 30) + call('m30').slice(0, 50)));
    appendFileSync(place.file, call('m30').slice(50));
    await place.scan();
    expect([place.ids(), place.store.skipped()]).toEqual([numbers(31), {}]);
  });

  it('because it is cut off keeps what was read until a line is written anew', async () => {
    writeFileSync(place.file, many(0, 20));
    await place.scan(() => truncateSync(place.file, call('m0').length));
    await place.scan();
    expect([place.ids(), place.store.skipped()]).toEqual([['m0'], {}]);
    appendFileSync(place.file, call('new'));
    await place.scan();
    expect(place.ids()).toEqual(['m0', 'new']);
  });

  it('because another takes its place is read anew the next time', async () => {
    writeFileSync(place.file, many(0, 20));
    await place.scan(() => {
      writeFileSync(`${place.file}.new`, many(5, 40));
      renameSync(`${place.file}.new`, place.file);
    });
    await place.scan();
    expect(place.ids()).toEqual(numbers(40).slice(5));
  });

  it('because another of the same length and time takes its place is read anew', async () => {
    const put = (path: string, text: string): void => {
      writeFileSync(path, text);
      utimesSync(path, 1000, 1000);
    };
    put(place.file, call('one'));
    await place.scan();
    put(`${place.file}.new`, call('two'));
    renameSync(`${place.file}.new`, place.file);
    await place.scan();
    expect(place.ids()).toEqual(['two']);
  });

  it('because it is copied over in place, at the same length and time, is read anew by its fingerprint when it grows', async () => {
    writeFileSync(place.file, many(0, 20));
    utimesSync(place.file, 1000, 1000);
    await place.scan();
    writeFileSync(`${place.file}.new`, many(20, 30) + many(30, 40));
    copyFileSync(`${place.file}.new`, place.file);
    appendFileSync(place.file, call('m40'));
    await place.scan();
    expect(place.ids()).toEqual(numbers(41).slice(20));
  });
});
