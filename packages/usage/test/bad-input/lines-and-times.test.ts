import { appendFileSync, utimesSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { call, createPlace, type Place } from './place.ts';

let place: Place;
beforeEach(async () => {
  place = await createPlace();
});
afterEach(() => place.remove());

describe('lines and times', () => {
  it('longer than the cap are skipped and counted, wherever they stand, whatever surrounds them', async () => {
    const long = call('long', undefined, 'x'.repeat(9000));
    writeFileSync(place.file, call('one') + long + call('two') + long + long + call('three') + long.slice(0, 8000));
    await place.scan();
    expect([place.ids(), place.store.skipped()]).toEqual([['one', 'two', 'three'], { 'too-long': 3, unfinished: 1 }]);
    appendFileSync(place.file, `${long.slice(8000)}${call('four')}`);
    await place.scan();
    expect([place.ids(), place.store.skipped()]).toEqual([['one', 'two', 'three', 'four'], { 'too-long': 4 }]);
  });

  it('of a clock in the future or in 1970 are counted at the time that they say', async () => {
    const times = ['1970-01-01T00:00:00.000Z', '1970-01-02T03:04:05.678Z', '2199-12-31T23:59:59.999Z'];
    writeFileSync(place.file, times.map((at, index) => call(`t${index}`, at)).join(''));
    await place.scan();
    expect(place.store.counted().map(({ at }) => at)).toEqual(times);
  });

  it('that are none are counted as not understood', async () => {
    const times = ['1969-12-31T23:59:59.999Z', '+012026-01-01T00:00:00.000Z', 'yesterday', ''];
    writeFileSync(place.file, [call('one'), ...times.map((at, index) => call(`t${index}`, at))].join(''));
    await place.scan();
    expect([place.ids(), place.store.skipped()]).toEqual([['one'], { 'unknown-shape': 4 }]);
  });

  it.each([
    ['1970', 0],
    ['the future', 7_000_000_000],
  ])('of the file itself may lie in %s: it is read once, and again when it grows', async (_, seconds) => {
    writeFileSync(place.file, call('one'));
    utimesSync(place.file, seconds, seconds);
    await place.scan();
    expect(await place.scan()).toEqual([]);
    appendFileSync(place.file, call('two'));
    utimesSync(place.file, seconds, seconds);
    await place.scan();
    expect(place.ids()).toEqual(['one', 'two']);
  });

  it.each([
    ['NUL bytes, as a file system leaves them after a power cut', `${'\0'.repeat(300)}\n`, 1],
    ['two lines in one', `${call('x').trimEnd()}${call('y')}`, 1],
    ['half a line of an agent that was killed', `${call('x').slice(0, 60)}\n`, 1],
    ['empty lines', '\n\r\n \n', 0],
  ])('that hold %s take nothing from those beside them', async (_, text, malformed) => {
    writeFileSync(place.file, call('one') + text + call('two'));
    await place.scan();
    expect([place.ids(), place.store.skipped()]).toEqual([['one', 'two'], malformed === 0 ? {} : { malformed }]);
  });
});
