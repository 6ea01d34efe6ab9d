/** FNV-1a: where messages are looked for. Several may have the same, so that the message itself is compared too. */
export function messageHash(message: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < message.length; at += 1) hash = Math.imul(hash ^ message.charCodeAt(at), 0x01000193);
  return hash;
}
