/** Toys: car, airplane, train, bicycle, plaid, crab. */
import { colour, type Clay, type Point } from '../clay.js';

const TYRE = colour('#26282c');
const GLASS = colour('#8fc4e8');

export function car(clay: Clay): void {
  const body = colour('#2f6fd0');
  for (const [x, y] of [
    [-20, -17],
    [20, -17],
    [-20, 17],
    [20, 17],
  ] as const) {
    clay.block(x, y, 15, 8, 13, { colour: TYRE }, 0, 3.5);
  }
  clay.block(0, 0, clay.vary(68, 72), 32, 15, { colour: body }, 0, 10);
  clay.block(-3, 0, 36, 26, 11, { colour: body, z: 14, seam: 1.5 }, 0, 8);
  clay.block(17, 0, 5, 21, 4, { colour: GLASS, z: 15, seam: 0.5 }, 0, 2);
  clay.block(-23, 0, 4, 20, 4, { colour: GLASS, z: 15, seam: 0.5 }, 0, 2);
  for (const y of [-10, 10])
    clay.dome(33, y, 3, 3, 3, { colour: colour('#f5e27a'), z: 10, seam: 0.5 });
  clay.rope(
    [
      [-14, 0],
      [10, 0],
    ],
    1.5,
    { colour: colour('#f2f2ee'), z: 23.5, seam: 0.5 },
  );
}

export function airplane(clay: Clay): void {
  const wing = colour('#d8443c');
  clay.polygon(
    [
      [-6, -6],
      [8, -6],
      [-6, -41],
      [-15, -41],
    ],
    6,
    2.5,
    { colour: wing },
  );
  clay.polygon(
    [
      [-6, 6],
      [8, 6],
      [-6, 41],
      [-15, 41],
    ],
    6,
    2.5,
    { colour: wing },
  );
  clay.polygon(
    [
      [-28, -3],
      [-22, -3],
      [-29, -17],
      [-35, -17],
    ],
    5,
    2,
    { colour: wing },
  );
  clay.polygon(
    [
      [-28, 3],
      [-22, 3],
      [-29, 17],
      [-35, 17],
    ],
    5,
    2,
    { colour: wing },
  );
  clay.rope(
    [
      [-35, 0],
      [10, 0],
      [34, 0],
    ],
    6,
    { colour: colour('#e9e6de'), seam: 1.4 },
    8.6,
  );
  clay.rope(
    [
      [-36, 0],
      [-26, 0],
    ],
    2.4,
    { colour: wing, z: 10 },
    1.6,
  );
  clay.dome(27, 0, 6, 4.6, 3, { colour: GLASS, z: 13.4, seam: 0.5 });
  for (let i = 0; i < 5; i++)
    clay.dome(-18 + i * 8, clay.vary(-0.4, 0.4), 1.5, 1.5, 1.1, {
      colour: colour('#3d7fc4'),
      z: 13,
      seam: 0.3,
    });
}

export function train(clay: Clay): void {
  for (const x of [-26, -10, 8, 26]) {
    for (const y of [-15, 15]) clay.disc(x, y, 6.5, 10, 3, { colour: TYRE });
  }
  clay.block(0, 0, 72, 27, 12, { colour: colour('#3a3f48') }, 0, 4);
  clay.rope(
    [
      [-4, 0],
      [30, 0],
    ],
    10.5,
    { colour: colour('#2f8f57'), z: 6, seam: 1.2 },
  );
  clay.block(-22, 0, 25, 27, 15, { colour: colour('#d4382f'), z: 11, seam: 1 }, 0, 3);
  clay.block(-22, 0, 28, 30, 4, { colour: colour('#f0c535'), z: 25, seam: 0.8 }, 0, 3);
  clay.disc(25, 0, 5, 10, 2, { colour: colour('#f0c535'), z: 23, seam: 0.6 });
  clay.disc(8, 0, 4, 5, 2, { colour: colour('#d9a93a'), z: 23, seam: 0.6 });
  clay.dome(36, 0, 4, 5, 7, { colour: colour('#f3e9c4'), z: 8, seam: 0.6 });
}

export function bicycle(clay: Clay): void {
  const frame = colour('#3a86d8');
  const ring = (cx: number, cy: number): void => {
    const r = 17.5;
    clay.rope(
      Array.from({ length: 33 }, (_, i): Point => [
        cx + r * Math.cos((i * Math.PI) / 16),
        cy + r * Math.sin((i * Math.PI) / 16),
      ]),
      2.6,
      { colour: TYRE },
    );
    for (let i = 0; i < 4; i++) {
      const a = (i * Math.PI) / 4 + 0.2;
      clay.rope(
        [
          [cx - r * Math.cos(a), cy - r * Math.sin(a)],
          [cx + r * Math.cos(a), cy + r * Math.sin(a)],
        ],
        0.9,
        { colour: colour('#c9ccd2') },
      );
    }
    clay.disc(cx, cy, 3, 5, 1.5, { colour: colour('#c9ccd2') });
  };
  ring(-25, 12);
  ring(25, 12);
  const links: [Point, Point][] = [
    [
      [-25, 12],
      [-12, -12],
    ],
    [
      [-12, -12],
      [16, -14],
    ],
    [
      [-12, -12],
      [0, 12],
    ],
    [
      [0, 12],
      [16, -14],
    ],
    [
      [-25, 12],
      [0, 12],
    ],
    [
      [25, 12],
      [14, -22],
    ],
  ];
  for (const link of links) clay.rope(link, 2.5, { colour: frame, z: 3, seam: 0.8 });
  clay.rope(
    [
      [-14, -18],
      [-11, -10],
    ],
    2,
    { colour: frame, z: 3 },
  );
  clay.block(-14, -20, 14, 5.5, 6, { colour: colour('#3b2a20'), z: 4 }, 4, 2.5);
  clay.rope(
    [
      [8, -24],
      [14, -22],
      [21, -25],
    ],
    2,
    { colour: colour('#d8443c'), z: 4 },
  );
  clay.disc(0, 12, 4.5, 5, 1.5, { colour: colour('#f0c535'), z: 4 });
}

/** A woven plaid of two colours. */
export function plaid(clay: Clay): void {
  const first = colour('#c8473f');
  const second = colour('#e8d9b8');
  clay.block(0, 0, 66, 66, 4, { colour: colour('#7a2f2c') }, 2, 3);
  const strips = 6;
  for (let i = 0; i < strips; i++) {
    const at = -26 + (52 * i) / (strips - 1) + clay.vary(-0.5, 0.5);
    clay.rope(
      [
        [at, -32],
        [at, 32],
      ],
      3.7,
      { colour: first, z: 2.4, seam: 0.5 },
    );
  }
  for (let i = 0; i < strips; i++) {
    const at = -26 + (52 * i) / (strips - 1) + clay.vary(-0.5, 0.5);
    for (let j = 0; j < strips; j++) {
      if ((i + j) % 2 === 1) continue;
      const x = -26 + (52 * j) / (strips - 1);
      clay.rope(
        [
          [x - 7.2, at],
          [x + 7.2, at],
        ],
        3.7,
        { colour: second, z: 4.6, seam: 0.5 },
      );
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
          [side * 29, y],
          [side * (35 - i), y + 8],
        ],
        2.6,
        { colour: limb },
        1.5,
      );
    }
    clay.rope(
      [
        [side * 15, -10],
        [side * 25, -20],
      ],
      3.4,
      { colour: limb },
    );
    clay.dome(side * 27, -26, 8.5, 6.5, 13, { colour: shell }, side * -50);
    clay.press([side * 27 - 9, -36, side * 27 + 9, -22], (x, y) =>
      Math.abs(x - side * 25 - (y + 30) * side * 0.25) < 1.1 && y < -25 ? 9 : 0,
    );
  }
  clay.dome(0, 2, clay.vary(23, 26), clay.vary(17, 19), 19, { colour: shell, seam: 1.5 });
  for (const side of [-1, 1]) {
    clay.dome(side * 7, -13, 4, 4, 6, { colour: colour('#f4f1e8'), z: 9, seam: 0.5 });
    clay.dome(side * 7, -15, 1.9, 1.9, 2, { colour: TYRE, z: 14, seam: 0.3 });
  }
  clay.rope(
    [
      [-6, 6],
      [0, 9],
      [6, 6],
    ],
    1,
    { colour: colour('#8c2c14'), z: 16.6, seam: 0.4 },
  );
}
