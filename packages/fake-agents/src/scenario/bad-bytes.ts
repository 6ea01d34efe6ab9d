/** Bytes that are no JSON and no UTF-8, the same for the same count; line ends among them, none at the end but the last. */
export function garbageBytes(count: number): Uint8Array {
  const bytes = new Uint8Array(count);
  let state = 0x2f6e2b1;
  for (let index = 0; index < count; index += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[index] = (state >>> 16) & 0xff;
  }
  if (count > 0) bytes[count - 1] = 0x0a;
  return bytes;
}

/** A line that would be JSON if its text were UTF-8. */
export function invalidUtf8Line(): Uint8Array {
  return Buffer.concat([
    Buffer.from('{"type":"system","subtype":"informational","content":"'),
    Buffer.from([0xc3, 0x28, 0xff, 0xfe, 0xe2, 0x82]),
    Buffer.from('"}\n'),
  ]);
}

/** One line of JSON that is `bytes` long, without its line end; at least as long as its frame. */
export function hugeLine(bytes: number): Uint8Array {
  const head = Buffer.from('{"type":"system","subtype":"informational","content":"');
  const tail = Buffer.from('"}\n');
  const line = Buffer.alloc(Math.max(bytes + 1, head.length + tail.length), 0x78);
  head.copy(line);
  tail.copy(line, line.length - tail.length);
  return line;
}
