/** Toys: car, airplane, train, bicycle. */
import { colour, type Clay, type Point, type Rgb } from '../clay.js';

const TYRE = colour('#26282c');
const GLASS = colour('#8fc4e8');
const CREAM = colour('#f3e9c4');

export function car(clay: Clay): void {
  const body = colour('#2f6fd0');
  const white = colour('#f2f2ee');
  for (const [x, y] of [
    [-21, -16],
    [21, -16],
    [-21, 16],
    [21, 16],
  ] as const) {
    clay.block(x, y, 15, 9, 13, { colour: TYRE }, clay.vary(-4, 4), 3.8);
    clay.disc(x, y + Math.sign(y) * 3.4, 3, 11, 1.5, { colour: colour('#aab0b8'), seam: 0.4 });
  }
  clay.block(0, 0, clay.vary(68, 73), 31, 15, { colour: body }, 0, 10);
  // Bonnet and boot lie lower than the cabin.
  clay.dome(22, 0, 15, 13, 5, { colour: body, z: 13, seam: 2.2 });
  clay.block(-5, 0, clay.vary(35, 39), 26, 10, { colour: body, z: 14, seam: 1.5 }, 0, 8);
  clay.block(-5, 0, 22, 18, 2.2, { colour: white, z: 23, seam: 0.7 }, 0, 4);
  clay.block(15.5, 0, 5.5, 21, 5.5, { colour: GLASS, z: 15.5, seam: 0.6 }, 0, 2);
  clay.block(-25, 0, 4.5, 19, 5.5, { colour: GLASS, z: 15, seam: 0.6 }, 0, 2);
  for (const y of [-10, 10]) {
    clay.dome(33, y, 3.4, 3.6, 4, { colour: colour('#f5e27a'), z: 10, seam: 0.5 });
    clay.dome(-34.5, y, 2.4, 3, 3.4, { colour: colour('#c22f2a'), z: 10, seam: 0.5 });
  }
  clay.rope(
    [
      [36.5, -9],
      [37.5, 0],
      [36.5, 9],
    ],
    1.8,
    { colour: colour('#c9ccd2'), z: 5, seam: 0.5 },
  );
}

export function airplane(clay: Clay): void {
  const red = colour('#d8443c');
  const white = colour('#e9e6de');
  const sweep = clay.vary(3, 9);
  for (const side of [-1, 1]) {
    clay.rope(
      [
        [3, side * 4],
        [-sweep * 0.5, side * 22],
        [-sweep, side * clay.vary(38, 42)],
      ],
      6.2,
      { colour: red, seam: 1.2 },
      4.4,
    );
    // A flat hand over each wing.
    clay.slab(
      [-20, Math.min(side * 4, side * 40), 12, Math.max(side * 4, side * 40)],
      (x, y) => Math.abs(x + sweep * (Math.abs(y) / 40)) - 7.5 + Math.abs(y) * 0.07,
      9,
      3.5,
      { colour: red, seam: 1.2 },
    );
    clay.rope(
      [
        [-29, side * 3],
        [-34, side * clay.vary(14, 17)],
      ],
      4.6,
      { colour: red, seam: 1 },
      3.4,
    );
    clay.rope(
      [
        [7 - sweep * 0.4, side * 17],
        [-3 - sweep * 0.4, side * 17],
      ],
      3,
      { colour: colour('#9aa2ac'), z: 5.5, seam: 0.7 },
      2.3,
    );
  }
  clay.rope(
    [
      [-37, 0],
      [8, 0],
      [35, 0],
    ],
    6,
    { colour: white, seam: 1.6 },
    8.8,
  );
  clay.rope(
    [
      [-38, 0],
      [-26, 0],
    ],
    2.8,
    { colour: red, z: 10 },
    1.8,
  );
  clay.dome(29, 0, 6, 5, 3.4, { colour: GLASS, z: 13.6, seam: 0.5 });
  for (let i = 0; i < 6; i++)
    clay.dome(-20 + i * 7, clay.vary(-0.4, 0.4), 1.6, 1.6, 1.4, {
      colour: colour('#3d7fc4'),
      z: 12.4 + i * 0.55,
      seam: 0.3,
    });
  clay.rope(
    [
      [-24, 5],
      [24, 7],
    ],
    1,
    { colour: red, z: 9.5, seam: 0.4 },
  );
}

/** A steam engine lying on its side, as it is drawn: boiler, cab, chimney, four wheels. */
export function train(clay: Clay): void {
  const green = colour('#2f8f6b');
  const red = colour('#c63a32');
  const yellow = colour('#f0c535');
  const dark = colour('#34383f');
  clay.block(-1, 12, clay.vary(70, 74), 8, 9, { colour: dark }, 0, 3);
  clay.rope(
    [
      [0, 0],
      [31, 0],
    ],
    11.5,
    { colour: green, seam: 1.4 },
  );
  for (const x of [6, 19])
    clay.rope(
      [
        [x, -11],
        [x, 11],
      ],
      1.6,
      { colour: yellow, z: 17.5, seam: 0.6 },
    );
  clay.dome(34, 0, 9.5, 10.5, 17, { colour: red, seam: 1.4 });
  clay.disc(39, 0, 4, 18, 1.5, { colour: CREAM, seam: 0.6 });
  clay.block(-21, -5, 27, 31, 17, { colour: red, seam: 1 }, 0, 3.5);
  clay.block(-21, -22, 33, 7, 19, { colour: yellow, seam: 0.8 }, 0, 3);
  clay.block(-21, -7, 13, 11, 2.4, { colour: GLASS, z: 16.4, seam: 0.5 }, 0, 2.5);
  clay.rope(
    [
      [24, -10],
      [24, -21],
    ],
    4.6,
    { colour: dark, seam: 1 },
    5.4,
  );
  clay.block(24, -25, 14, 5, 11, { colour: dark, seam: 0.8 }, 0, 2);
  clay.dome(8, -12.5, 5.5, 5, 12, { colour: yellow, seam: 1 });
  for (const [x, radius] of [
    [-27, 9],
    [-7, 9],
    [13, 7.5],
    [30, 7.5],
  ] as const)
    wheel(clay, x + clay.vary(-0.8, 0.8), 17, radius, 11, yellow);
  clay.rope(
    [
      [-27, 17],
      [-7, 17],
      [13, 17],
    ],
    1.4,
    { colour: colour('#aab0b8'), z: 11.4, seam: 0.5 },
  );
}

function wheel(clay: Clay, x: number, y: number, radius: number, high: number, hub: Rgb): void {
  clay.disc(x, y, radius, high, 3, { colour: TYRE, seam: 0.8 });
  clay.press([x - radius, y - radius, x + radius, y + radius], (px, py) => {
    const r = Math.hypot(px - x, py - y) / radius;
    return r < 0.66 ? 1.4 * Math.min(1, (0.66 - r) * 8) : 0;
  });
  clay.dome(x, y, radius * 0.34, radius * 0.34, 2.4, { colour: hub, z: high - 1.4, seam: 0.4 });
}

export function bicycle(clay: Clay): void {
  const frame = colour('#3a86d8');
  const ring = (cx: number, cy: number): void => {
    const r = clay.vary(16.8, 18);
    const spin = clay.vary(0, Math.PI);
    for (let i = 0; i < 4; i++) {
      const a = (i * Math.PI) / 4 + spin;
      clay.rope(
        [
          [cx - r * Math.cos(a), cy - r * Math.sin(a)],
          [cx + r * Math.cos(a), cy + r * Math.sin(a)],
        ],
        1.3,
        { colour: colour('#c9ccd2'), z: 1.5 },
      );
    }
    clay.rope(
      Array.from({ length: 33 }, (_, i): Point => [
        cx + r * Math.cos((i * Math.PI) / 16),
        cy + r * Math.sin((i * Math.PI) / 16),
      ]),
      4.4,
      { colour: TYRE },
    );
    clay.disc(cx, cy, 3.6, 8.5, 1.8, { colour: colour('#c9ccd2') });
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
  for (const link of links) clay.rope(link, 3.3, { colour: frame, z: 4.6, seam: 0.8 });
  clay.rope(
    [
      [-14, -18],
      [-11, -10],
    ],
    2.8,
    { colour: frame, z: 4.6 },
  );
  clay.block(-14, -20, 15, 6.5, 8, { colour: colour('#3b2a20'), z: 4 }, 4, 2.8);
  clay.rope(
    [
      [7, -25],
      [14, -22],
      [22, -26],
    ],
    2.8,
    { colour: colour('#d8443c'), z: 4.6 },
  );
  clay.disc(0, 12, 5.2, 6.5, 2, { colour: colour('#f0c535'), z: 5.6 });
  clay.rope(
    [
      [0, 12],
      [5, 19],
    ],
    1.6,
    { colour: colour('#c9ccd2'), z: 10, seam: 0.5 },
  );
}
