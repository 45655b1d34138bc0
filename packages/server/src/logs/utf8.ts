/** Where characters begin and end in UTF-8 bytes that were cut anywhere. */

const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

/** How many bytes at the start belong to a character that began before `bytes`: 0 to 3. */
export function leadingContinuation(bytes: Uint8Array): number {
  let count = 0;
  while (count < 3 && isContinuation(bytes[count])) count += 1;
  return count;
}

/** The length of `bytes` without a character that is cut off at the end. Invalid bytes count as complete. */
export function completeLength(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back]!;
    if (isContinuation(byte)) continue;
    return characterLength(byte) > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

function characterLength(firstByte: number): number {
  if (firstByte >= 0xf0 && firstByte <= 0xf4) return 4;
  if (firstByte >= 0xe0) return firstByte < 0xf0 ? 3 : 1;
  return firstByte >= 0xc2 ? 2 : 1;
}
