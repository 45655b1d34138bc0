import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completeLength, leadingContinuation } from './utf8.ts';

const grapheme = fc.string({ unit: 'grapheme', maxLength: 12 });

describe('UTF-8 cut anywhere', () => {
  it('is two whole texts when it is cut at the complete length', () => {
    fc.assert(
      fc.property(grapheme, fc.nat(60), (text, at) => {
        const bytes = Buffer.from(text);
        const head = bytes.subarray(0, Math.min(at, bytes.length));
        const length = completeLength(head);
        expect(head.length - length).toBeLessThan(4);
        expect(bytes.subarray(0, length).toString() + bytes.subarray(length).toString()).toBe(text);
      }),
    );
  });

  it('begins a character after the leading continuation bytes', () => {
    fc.assert(
      fc.property(grapheme, fc.nat(60), (text, at) => {
        const tail = Buffer.from(text).subarray(at);
        expect(text.endsWith(tail.subarray(leadingContinuation(tail)).toString())).toBe(true);
      }),
    );
  });

  it('counts invalid bytes as complete, so that a reader never stands still', () => {
    for (const bytes of [[0xff], [0x80, 0x80, 0x80, 0x80], [0xc0], [0xf8, 0x80]]) {
      expect(completeLength(Uint8Array.from(bytes))).toBe(bytes.length);
    }
  });
});
