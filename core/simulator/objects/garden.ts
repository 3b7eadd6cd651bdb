/** Fruit and vegetables: banana, strawberry, cabbage, radish. */
import { colour, type Clay, type Point } from '../clay.js';

const LEAF = colour('#3f9a3b');

/** A bent banana with dark tips. */
export function banana(clay: Clay): void {
  const yellow = colour('#f0c930');
  const bend = clay.vary(15, 19);
  const arc: Point[] = Array.from({ length: 13 }, (_, i): Point => {
    const t = -1 + (2 * i) / 12;
    return [t * 38, bend * t * t - bend * 0.55];
  });
  clay.rope(arc.slice(0, 7), 5, { colour: yellow, seam: 1.5 }, 9.6);
  clay.rope(arc.slice(6), 9.6, { colour: yellow, seam: 1.5 }, 4.6);
  clay.rope(
    arc.slice(2, 11).map(([x, y]): Point => [x, y - 3]),
    1,
    { colour: colour('#e2b421'), z: 15.2, seam: 0.9 },
  );
  const end = arc[12] as Point;
  const start = arc[0] as Point;
  clay.rope([end, [end[0] + 5, end[1] + 5]], 3, { colour: colour('#7d7a2a') }, 2.4);
  clay.dome(start[0] - 2, start[1] + 1, 3.4, 3, 6, { colour: colour('#4a3418') });
}

/** A strawberry: a red cone with seeds, a crown of leaves and a stem. */
export function strawberry(clay: Clay): void {
  const red = colour('#d2222a');
  const half = clay.vary(23, 25);
  const long = clay.vary(33, 36);
  const outline = (t: number): number =>
    half * Math.sqrt(Math.max(0, 1 - t ** 1.9)) * (0.82 + 0.18 * (1 - t));
  clay.add(
    [-30, -24, 30, long + 2],
    (x, y) => {
      const t = (y + 16) / (long + 16);
      const up = y < -16 ? Math.max(0, 1 - ((y + 16) / 9) ** 2) : 1;
      const width = (t < 0 ? half : outline(t)) * Math.sqrt(up);
      if (t >= 1 || width <= 0 || Math.abs(x) >= width) return -1;
      return 25 * (width / half) ** 0.75 * Math.sqrt(1 - (x / width) ** 2);
    },
    { colour: red, seam: 1 },
  );
  for (let row = 0; row < 7; row++) {
    const y = -9 + row * 6.4;
    const t = (y + 16) / (long + 16);
    const width = outline(Math.max(0, t)) * 0.8;
    const across = Math.max(1, Math.round(width / 4.2));
    for (let i = 0; i < across; i++) {
      const x = across === 1 ? 0 : -width + (2 * width * (i + (row % 2) * 0.5)) / (across - 0.5);
      if (Math.abs(x) > width) continue;
      const z =
        25 *
        (outline(Math.max(0, t)) / half) ** 0.75 *
        Math.sqrt(Math.max(0, 1 - (x / outline(Math.max(0, t))) ** 2));
      clay.dome(x + clay.vary(-0.6, 0.6), y + clay.vary(-0.6, 0.6), 0.95, 1.6, 1, {
        colour: colour('#f0d27a'),
        z: z - 0.1,
        seam: 0.25,
      });
    }
  }
  for (let i = 0; i < 7; i++) {
    const a = Math.PI * (0.02 + (0.96 * i) / 6) + clay.vary(-0.1, 0.1);
    const reach = clay.vary(13, 18);
    clay.rope(
      [
        [0, -18],
        [reach * 0.6 * Math.cos(a), -19 + reach * 0.45 * Math.sin(a)],
        [reach * Math.cos(a), -20 + reach * 0.8 * Math.sin(a)],
      ],
      3.4,
      { colour: LEAF, z: 21.5, seam: 0.8 },
      0.8,
    );
  }
  clay.rope(
    [
      [0, -19],
      [1, -27],
      [3, -37],
    ],
    3.2,
    { colour: colour('#4c9a44'), z: 12 },
    2.3,
  );
}

/** A cabbage: overlapping leaves with pale ribs. */
export function cabbage(clay: Clay): void {
  clay.dome(0, 0, 31, 29, 27, { colour: colour('#9cc65a'), seam: 2 });
  for (let i = 0; i < 6; i++) {
    const a = (i * Math.PI) / 3 + clay.vary(-0.15, 0.15);
    const cx = 17 * Math.cos(a);
    const cy = 17 * Math.sin(a);
    clay.dome(
      cx,
      cy,
      clay.vary(17, 20),
      clay.vary(13, 15),
      9 + (i % 2) * 2,
      { colour: colour(i % 2 === 0 ? '#6fae3f' : '#86bd4c'), z: 11, seam: 0.7 },
      (a * 180) / Math.PI,
    );
    clay.rope(
      [
        [cx * 0.4, cy * 0.4],
        [cx * 1.7, cy * 1.7],
      ],
      1.5,
      { colour: colour('#cfe3a4'), z: 19 + (i % 2) * 1.5, seam: 0.8 },
      0.7,
    );
  }
  clay.dome(0, 0, 12, 11, 8, { colour: colour('#b9d878'), z: 21, seam: 0.8 });
}

/** A red radish with a root tip and leaves. */
export function radish(clay: Clay): void {
  clay.dome(0, 5, clay.vary(20, 23), clay.vary(19, 22), 25, { colour: colour('#c2264f'), seam: 2 });
  clay.rope(
    [
      [0, 24],
      [1, 31],
      [-1, 39],
    ],
    4,
    { colour: colour('#e7d3d0'), z: 4, seam: 2 },
    0.9,
  );
  for (let i = -2; i <= 2; i++) {
    const lean = i * 9 + clay.vary(-2, 2);
    clay.rope(
      [
        [i * 2, -12],
        [lean * 0.6, -24],
        [lean, -38 + Math.abs(i) * 3],
      ],
      2,
      { colour: LEAF, z: 6 },
      3.6,
    );
  }
  clay.dome(0, -12, 6, 4, 4, { colour: colour('#7fb04f'), z: 13, seam: 1.2 });
}
