/** Food: chicken, cookie, bread, sushi, pizza. Each takes clay and models the object about (0, 0), mm. */
import { colour, type Clay, type Point } from '../clay.js';

const BROWN = colour('#b8742f');
const DARK_BROWN = colour('#5b3118');

/** A roast drumstick: a thick end that narrows to the bone, browner on top. */
export function chicken(clay: Clay): void {
  const bone = colour('#e9dcc0');
  const meat = { colour: colour('#c47a33'), seam: 3 };
  const blend = {
    colour: colour('#8f4d1d'),
    at: (x: number, y: number): number =>
      0.75 * clay.noise.fractal(x * 0.07 + 4, y * 0.07) + 0.22 - 0.012 * (x + y),
  };
  const shin = clay.vary(28, 33);
  clay.rope(
    [
      [10, 8],
      [shin, shin * 0.68],
    ],
    4.6,
    { colour: bone },
    3.9,
  );
  clay.dome(shin + 3, shin * 0.68 - 1.5, 5.8, 5, 10, { colour: bone });
  clay.dome(shin - 0.5, shin * 0.68 + 4.5, 5.5, 5, 9.5, { colour: bone });
  clay.dome(-10, -7, clay.vary(24, 27), clay.vary(20, 22), 26, { ...meat, blend }, 36);
  clay.rope(
    [
      [-6, -4],
      [8, 6],
      [18, 13],
    ],
    12,
    { ...meat, blend },
    6.5,
  );
}

/** A round cookie with chips. */
export function cookie(clay: Clay): void {
  const radius = clay.vary(31, 34);
  const brown = {
    colour: colour('#a96f30'),
    at: (x: number, y: number): number =>
      (Math.hypot(x, y) / radius) ** 4 * 0.6 + 0.25 * clay.noise.fractal(x * 0.1, y * 0.1 + 7),
  };
  clay.disc(0, 0, radius, 10, 6.5, { colour: colour('#cf9a55'), blend: brown });
  clay.dome(0, 0, radius * 0.9, radius * 0.9, 3.4, {
    colour: colour('#d3a05c'),
    blend: brown,
    z: 9,
    seam: 2,
  });
  const chips = 10 + Math.floor(clay.random() * 4);
  for (let i = 0; i < chips; i++) {
    const a = i * 2.4 + clay.vary(-0.3, 0.3);
    const r = radius * Math.sqrt((i + 0.5) / (chips + 1.5)) * 0.92;
    const size = clay.vary(2.5, 4);
    clay.dome(
      r * Math.cos(a),
      r * Math.sin(a),
      size,
      size * clay.vary(0.7, 0.95),
      2.8,
      { colour: DARK_BROWN, z: 10.6, seam: 0.5 },
      clay.vary(0, 180),
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
  clay.add([-long, -28, long, 28], crust, {
    colour: BROWN,
    seam: 2,
    blend: {
      colour: colour('#8a4c1c'),
      at: (x, y) => 0.55 * clay.noise.fractal(x * 0.06 + 2, y * 0.08) + 0.12,
    },
  });
  for (const at of [-19, 0, 19]) {
    const lean = clay.vary(4, 7);
    // Baked open: a shallow pale band just above the crust it lies on.
    clay.add(
      [at - 12, -16, at + 12, 16],
      (x, y) => {
        const off = Math.hypot(x - at - (lean * y) / 11, Math.max(0, Math.abs(y) - 10)) / 2.5;
        return off >= 1 ? -1 : crust(x, y) + 1.1 * Math.sqrt(1 - off * off);
      },
      { colour: colour('#e8c487'), seam: 0.4 },
    );
  }
}

/** A piece of nigiri: rice, a slice of fish with pale stripes, a band of seaweed. */
export function sushi(clay: Clay): void {
  const fish = colour('#e8703a');
  clay.block(0, 0, clay.vary(60, 64), 33, 15, { colour: colour('#ece8dc') }, 4, 12);
  for (let i = 0; i < 80; i++) {
    clay.dome(
      clay.vary(-30, 30),
      clay.vary(-16.5, 16.5),
      1.8,
      1,
      1.2,
      { colour: colour('#f4f1e8'), z: clay.vary(9, 13.8), seam: 0.4 },
      clay.vary(0, 180),
    );
  }
  clay.block(0, 0, 65, 26, 8, { colour: fish, z: 14, seam: 1.2 }, 4, 10);
  for (let i = -3; i <= 3; i++) {
    const x = i * 8.6 + clay.vary(-0.8, 0.8);
    const bend = clay.vary(1, 2.4);
    clay.rope(
      [
        [x - 4, -11],
        [x + bend - 1, -3],
        [x + bend + 1, 4],
        [x + 4, 11],
      ],
      1,
      { colour: colour('#f5b78d'), z: 20.5, seam: 0.4 },
    );
  }
  clay.block(1, 0, clay.vary(10, 13), 33, 4, { colour: colour('#1f3026'), z: 20, seam: 1 }, 4, 2);
}

/** A round pizza with a crust, salami, pepper and basil. */
export function pizza(clay: Clay): void {
  const radius = clay.vary(30, 33);
  const crust = {
    colour: colour('#d39a4e'),
    seam: 1.4,
    blend: {
      colour: colour('#9c5a22'),
      at: (x: number, y: number): number => 1.1 * clay.noise.fractal(x * 0.12, y * 0.12 + 3) - 0.05,
    },
  };
  clay.disc(0, 0, radius, 9, 4, crust);
  clay.disc(0, 0, radius * 0.86, 2.4, 1.2, {
    colour: colour('#f0cf63'),
    z: 8.4,
    seam: 0.8,
    blend: {
      colour: colour('#c7432c'),
      at: (x, y) => 1.4 * clay.noise.fractal(x * 0.16 + 8, y * 0.16) - 0.35,
    },
  });
  const rim = Array.from({ length: 41 }, (_, i): Point => {
    const a = (i * Math.PI) / 20;
    return [radius * 0.93 * Math.cos(a), radius * 0.93 * Math.sin(a)];
  });
  clay.rope(rim, 3.6, { ...crust, z: 4 });
  const slices = 6 + Math.floor(clay.random() * 3);
  for (let i = 0; i < slices; i++) {
    const a = i * 2.4 + clay.vary(-0.25, 0.25);
    const r = radius * 0.72 * Math.sqrt((i + 0.4) / slices);
    clay.disc(r * Math.cos(a), r * Math.sin(a), clay.vary(4.2, 5.4), 2, 1, {
      colour: colour('#b5322a'),
      z: 9.8,
      seam: 0.4,
      blend: {
        colour: colour('#e8b0a0'),
        at: (x, y) => (clay.noise.at(x * 0.9, y * 0.9) > 0.55 ? 0.7 : 0),
      },
    });
  }
  for (let i = 0; i < 8; i++) {
    const x = clay.vary(-18, 18);
    const y = clay.vary(-18, 18);
    const turn = clay.vary(0, Math.PI);
    const c = Math.cos(turn);
    const s = Math.sin(turn);
    clay.rope(
      [
        [x - 3.2 * c, y - 3.2 * s],
        [x - s, y + c],
        [x + 3.2 * c, y + 3.2 * s],
      ],
      1,
      { colour: colour('#3f8a3c'), z: 10.6, seam: 0.4 },
    );
  }
}
