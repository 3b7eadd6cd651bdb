import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { previewHead, PreviewReader, type PreviewHeader } from './protocol.js';

const straight = {
  fx: 600,
  fy: 600,
  ppx: 320,
  ppy: 180,
  model: 'none',
  coefficients: [0, 0, 0, 0, 0],
} as const;

const header = (frameNumber: number): PreviewHeader => ({
  frameNumber,
  capturedAtMs: 1,
  deviceTimeMs: 2,
  width: 4,
  height: 2,
  colourWidth: 4,
  colourHeight: 2,
  fullWidth: 8,
  fullHeight: 4,
  depthOffset: 24,
  metresPerCount: 1e-4,
  depthIntrinsics: straight,
  colourIntrinsics: straight,
  depthToColour: { rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1], translation: [0, 0, 0] },
  stream: 'left-ir',
});

describe('previews on the pipe', () => {
  it('come out whole and in order, however the pipe cuts them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 3000 }), { minLength: 1, maxLength: 5 }),
        fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 40 }),
        (payloads, cuts) => {
          const stream = Buffer.concat(
            payloads.flatMap((bytes, i) => [previewHead(header(i), bytes.length), bytes]),
          );
          const got: { number: number; bytes: Uint8Array }[] = [];
          const reader = new PreviewReader((preview) => {
            got.push({ number: preview.frameNumber, bytes: preview.bytes });
          });
          for (let at = 0, k = 0; at < stream.length; k++) {
            const length = cuts[k % cuts.length] ?? 1;
            reader.push(stream.subarray(at, at + length));
            at += length;
          }
          expect(got.map((p) => p.number)).toEqual(payloads.map((_, i) => i));
          expect(got.map((p) => Buffer.from(p.bytes).toString('hex'))).toEqual(
            payloads.map((bytes) => Buffer.from(bytes).toString('hex')),
          );
        },
      ),
    );
  });

  it('refuses a length that no preview has instead of waiting for it', () => {
    const reader = new PreviewReader(() => undefined);
    expect(() => {
      reader.push(Buffer.from([0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff, 0x7f]));
    }).toThrow(/out of step/);
  });
});
