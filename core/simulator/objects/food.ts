/** Food: chicken, cookie, bread, sushi, pizza. Each takes clay and models the object about (0, 0), mm. */
import { colour, type Clay } from '../clay.js';

const BROWN = colour('#b8742f');
const DARK_BROWN = colour('#5b3118');

/** A roast drumstick: a thick end, a thin end and a bone. */
export function chicken(clay: Clay): void {
  const bone = colour('#e9dcc0');
  const meat = colour('#c47a33');
  clay.rope(
    [
      [14, 10],
      [30, 21],
    ],
    4.2,
    { colour: bone },
  );
  clay.dome(32, 19, 5.5, 4.8, 9, { colour: bone });
  clay.dome(29, 25, 5.2, 4.8, 9, { colour: bone });
  clay.dome(-9, -6, clay.vary(25, 28), clay.vary(20, 22), 24, { colour: meat, seam: 2 }, 36);
  clay.dome(8, 6, 15, 11, 15, { colour: meat, seam: 3 }, 36);
  clay.dome(-16, -11, 11, 9, 5, { colour: colour('#a85f24'), z: 18, seam: 3 }, 30);
}

/** A round cookie with chips. */
export function cookie(clay: Clay): void {
  const radius = clay.vary(31, 34);
  clay.disc(0, 0, radius, 9, 6, { colour: colour('#cf9a55') });
  clay.dome(0, 0, radius * 0.9, radius * 0.9, 3, { colour: colour('#d3a05c'), z: 8, seam: 2 });
  for (let i = 0; i < 11; i++) {
    const a = i * 2.4 + clay.vary(-0.25, 0.25);
    const r = radius * Math.sqrt((i + 0.5) / 12.5) * 0.92;
    const size = clay.vary(2.6, 3.8);
    clay.dome(
      r * Math.cos(a),
      r * Math.sin(a),
      size,
      size * 0.85,
      2.8,
      { colour: DARK_BROWN, z: 9.5, seam: 0.5 },
      clay.vary(0, 90),
    );
  }
}

/** A loaf with three pale slashes that follow its crust. */
export function bread(clay: Clay): void {
  const long = clay.vary(38, 41);
  const wide = clay.vary(20, 23);
  const turn = (-8 * Math.PI) / 180;
  const c = Math.cos(turn);
  const s = Math.sin(turn);
  const crust = (x: number, y: number): number => {
    const along = Math.abs(x * c + y * s) / long;
    const across = Math.abs(y * c - x * s) / wide;
    const rest = 1 - along ** 3.2 - across ** 2.5;
    return rest <= 0 ? -1 : 24 * Math.sqrt(rest);
  };
  clay.add([-long, -28, long, 28], crust, { colour: BROWN, seam: 2 });
  for (const at of [-19, 0, 19]) {
    const lean = clay.vary(4, 7);
    // Baked open: a shallow pale band just above the crust it lies on.
    clay.add(
      [at - 12, -16, at + 12, 16],
      (x, y) => {
        const off = Math.hypot(x - at - (lean * y) / 11, Math.max(0, Math.abs(y) - 10)) / 2.3;
        return off >= 1 ? -1 : crust(x, y) + 0.9 * Math.sqrt(1 - off * off);
      },
      { colour: colour('#e8c487'), seam: 0.4 },
    );
  }
}

/** A piece of nigiri: rice, a slice of fish with pale stripes, a band of seaweed. */
export function sushi(clay: Clay): void {
  const fish = colour('#e8703a');
  clay.block(0, 0, clay.vary(58, 62), 30, 15, { colour: colour('#ece8dc') }, 4, 12);
  for (let i = 0; i < 70; i++) {
    clay.dome(
      clay.vary(-28, 28),
      clay.vary(-14, 14),
      1.7,
      1,
      1.1,
      { colour: colour('#f4f1e8'), z: 13.8, seam: 0.4 },
      clay.vary(0, 180),
    );
  }
  clay.block(0, 0, 64, 25, 8, { colour: fish, z: 14, seam: 1.2 }, 4, 10);
  for (let i = -3; i <= 3; i++) {
    const x = i * 8.4 + clay.vary(-0.8, 0.8);
    clay.rope(
      [
        [x - 3, -10],
        [x + 3, 10],
      ],
      0.9,
      { colour: colour('#f5b78d'), z: 20.6, seam: 0.4 },
    );
  }
  clay.block(1, 0, 11, 31, 4, { colour: colour('#1f3026'), z: 20, seam: 1 }, 4, 2);
}

/** A slice of pizza with a crust, salami and pepper. */
export function pizza(clay: Clay): void {
  clay.polygon(
    [
      [-34, -24],
      [36, -20],
      [2, 38],
    ],
    7,
    2.5,
    { colour: colour('#d9a45a') },
  );
  clay.polygon(
    [
      [-28, -17],
      [29, -14],
      [2, 31],
    ],
    2,
    1,
    { colour: colour('#f0cf63'), z: 6.5 },
  );
  clay.rope(
    [
      [-34, -24],
      [-10, -28],
      [14, -27],
      [36, -20],
    ],
    5.2,
    { colour: BROWN },
  );
  const slices: [number, number][] = [
    [-12, -9],
    [12, -8],
    [1, 10],
    [-2, -14],
    [3, 22],
  ];
  for (const [x, y] of slices) {
    clay.disc(x + clay.vary(-1.5, 1.5), y + clay.vary(-1.5, 1.5), y > 18 ? 4 : 6, 1.8, 0.9, {
      colour: colour('#b5322a'),
      z: 8.2,
      seam: 0.4,
    });
  }
  for (let i = 0; i < 5; i++) {
    const x = clay.vary(-16, 16);
    const y = clay.vary(-12, 14);
    clay.rope(
      [
        [x, y],
        [x + 3, y + 1.6],
        [x + 5, y],
      ],
      0.9,
      { colour: colour('#3f8a3c'), z: 9.2, seam: 0.4 },
    );
  }
}
