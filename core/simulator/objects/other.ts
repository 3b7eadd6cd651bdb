/** A woven plaid, and a crab. */
import { colour, type Clay, type Point } from '../clay.js';

/** A plaid of two colours, woven over and under. */
export function plaid(clay: Clay): void {
  const first = colour('#c8473f');
  const second = colour('#e8d9b8');
  clay.block(0, 0, 64, 64, 6.5, { colour: colour('#7a2f2c') }, 2, 3);
  const strips = 6;
  const place = (i: number): number => -26 + (52 * i) / (strips - 1);
  const jitter = Array.from({ length: 2 * strips }, () => clay.vary(-0.7, 0.7));
  // Each strip is a rope whose height follows the weave: up on one crossing, down on the next.
  const woven = (across: boolean, i: number): void => {
    const at = place(i) + jitter[across ? i : strips + i]!;
    const wide = clay.vary(4.3, 4.9);
    const reach = clay.vary(31, 34);
    const extent = across
      ? ([-reach, at - wide, reach, at + wide] as const)
      : ([at - wide, -reach, at + wide, reach] as const);
    clay.add(
      extent,
      (x, y) => {
        const along = across ? x : y;
        const off = ((across ? y : x) - at) / wide;
        const end = Math.max(0, Math.abs(along) - (reach - wide)) / wide;
        const rest = 1 - off * off - end * end;
        if (rest <= 0) return -1;
        const phase = ((along + 26) / 52) * (strips - 1);
        const over = Math.cos(Math.PI * (phase + i)) * (across ? 1 : -1);
        return 6.8 + 1.7 * over + 3.6 * Math.sqrt(rest);
      },
      {
        colour: across ? second : first,
        seam: 0.35,
        blend: {
          colour: across ? colour('#b99f6a') : colour('#8d2b27'),
          at: (x, y) => (Math.abs((across ? y : x) - at) < 0.55 ? 0.55 : 0),
        },
      },
    );
  };
  for (let i = 0; i < strips; i++) woven(false, i);
  for (let i = 0; i < strips; i++) woven(true, i);
  // A fringe on two sides.
  for (let i = 0; i < 14; i++) {
    const y = -30 + (60 * i) / 13 + clay.vary(-0.6, 0.6);
    for (const side of [-1, 1]) {
      const from: Point = [side * 32, y];
      clay.rope([from, [side * clay.vary(36, 39), y + clay.vary(-1.2, 1.2)]], 1.5, {
        colour: second,
        z: 2.6,
      });
    }
  }
}

export function crab(clay: Clay): void {
  const shell = colour('#e0562f');
  const limb = colour('#c9441f');
  for (const side of [-1, 1]) {
    for (let i = 0; i < 4; i++) {
      const y = -4 + i * 7;
      clay.rope(
        [
          [side * 16, y * 0.6],
          [side * 29, y + clay.vary(-1.5, 1.5)],
          [side * (36 - i), y + clay.vary(6, 10)],
        ],
        3.8,
        { colour: limb },
        2.2,
      );
    }
    clay.rope(
      [
        [side * 15, -10],
        [side * 25, -20],
      ],
      4,
      { colour: limb },
    );
    clay.dome(side * 27, -26, 8.8, 6.8, 14, { colour: shell }, side * -50);
    clay.press([side * 27 - 9, -36, side * 27 + 9, -22], (x, y) =>
      Math.abs(x - side * 25 - (y + 30) * side * 0.25) < 1.2 && y < -25 ? 9 : 0,
    );
  }
  clay.dome(0, 2, clay.vary(23, 26), clay.vary(17, 19), 20, {
    colour: shell,
    seam: 1.5,
    blend: {
      colour: colour('#f2a06a'),
      at: (_x, y) => (y - 8) / 16,
    },
  });
  for (const side of [-1, 1]) {
    clay.rope(
      [
        [side * 6, -10],
        [side * 7.5, -18],
      ],
      2,
      { colour: limb, z: 10 },
    );
    clay.dome(side * 7.5, -18, 4.2, 4.2, 7, { colour: colour('#f4f1e8'), z: 10, seam: 0.5 });
    clay.dome(side * 7.3, -19.5, 1.9, 1.9, 2, { colour: colour('#26282c'), z: 16, seam: 0.3 });
  }
  clay.rope(
    [
      [-6, 7],
      [0, clay.vary(9.5, 11.5)],
      [6, 7],
    ],
    1.2,
    { colour: colour('#8c2c14'), z: 17, seam: 0.4 },
  );
  for (let i = 0; i < 6; i++)
    clay.dome(clay.vary(-14, 14), clay.vary(-6, 4), clay.vary(0.9, 1.6), 1.2, 1.2, {
      colour: colour('#b93a1b'),
      z: 18,
      seam: 0.4,
    });
}
