/**
 * The little of DER (ITU-T X.690) that a certificate of fixed shape needs: everything is a tag, a length and content.
 */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectId: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  sequence: 0x30,
  set: 0x31,
  version: 0xa0,
  extensions: 0xa3,
  /** Inside a subjectAltName: a DNS name and an IP address. */
  dnsName: 0x82,
  ipAddress: 0x87,
  /** Inside an authorityKeyIdentifier. */
  keyIdentifier: 0x80,
} as const;

/** One element: tag, length, then the parts one after the other. */
export function element(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
}

/** A sequence of elements, the shape of nearly everything in a certificate. */
export function sequence(...parts: readonly Uint8Array[]): Buffer {
  return element(TAG.sequence, ...parts);
}

/** A non-negative integer from its big-endian bytes; a leading zero keeps it from reading as negative. */
export function integer(bytes: Uint8Array): Buffer {
  return element(TAG.integer, (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

/** An object identifier in dotted form. */
export function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return element(TAG.objectId, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

/** A bit string whose bits fill whole bytes, apart from `unused` ones at the end. */
export function bitString(bytes: Uint8Array, unused = 0): Buffer {
  return element(TAG.bitString, Buffer.from([unused]), bytes);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Buffer.from([0x80 | bytes.length, ...bytes]);
}

function base128(arc: number): number[] {
  const bytes = [arc & 0x7f];
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) bytes.unshift((rest & 0x7f) | 0x80);
  return bytes;
}
