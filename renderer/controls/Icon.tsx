/** Icons as strokes on a 16 or 20 grid; decorative unless the control around them is named. */
import type { ReactElement } from 'react';

const SHAPES = {
  camera: {
    box: 20,
    d: [
      'M4.500 6h11a2 2 0 0 1 2 2v6.500a2 2 0 0 1-2 2h-11a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2z',
      'M6.500 6l1.400-2.500h4.200L13.500 6',
      'M13 11.200a3 3 0 1 1-6 0 3 3 0 0 1 6 0z',
    ],
  },
  settings: {
    box: 20,
    d: [
      'M3 6h7M14 6h3M3 14h3M10 14h7',
      'M14 6a2 2 0 1 1-4 0 2 2 0 0 1 4 0z',
      'M10 14a2 2 0 1 1-4 0 2 2 0 0 1 4 0z',
    ],
  },
  check: { box: 16, d: ['M3 8.300l3.300 3.200L13 4.500'] },
  crop: { box: 16, d: ['M4 1.500V12h10.500M1.500 4H12v10.500'] },
  disk: {
    box: 16,
    d: [
      'M13.500 4c0 1.100-2.500 2-5.500 2s-5.500-.9-5.500-2 2.500-2 5.500-2 5.500.9 5.500 2z',
      'M2.500 4v8c0 1.100 2.500 2 5.500 2s5.500-.9 5.500-2V4',
    ],
  },
  down: { box: 16, d: ['M4.500 6.500L8 10l3.500-3.500'] },
  folder: { box: 16, d: ['M2 4.500h4l1.300 1.500H14v7H2z'] },
  folderUp: {
    box: 16,
    d: ['M2 4.500h4l1.300 1.500H14v7H2z', 'M8 11V8M6.500 9.300L8 7.800l1.500 1.500'],
  },
  file: { box: 16, d: ['M4 1.800h5.500L12.500 5v9.200H4z', 'M9.300 1.800V5h3.200'] },
  freeze: { box: 16, d: ['M5.500 3v10M10.500 3v10'] },
  play: { box: 16, d: ['M5 3l8 5-8 5z'] },
  help: {
    box: 16,
    d: [
      'M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0z',
      'M6.300 6.300a1.800 1.800 0 1 1 2.500 1.800c-.6.3-.8.6-.8 1.200M8 11.300v.1',
    ],
  },
  lock: {
    box: 16,
    d: [
      'M4.500 7h7a1 1 0 0 1 1 1v4.500a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1V8a1 1 0 0 1 1-1z',
      'M5.500 7V5a2.500 2.500 0 0 1 5 0v2',
    ],
  },
  unlock: {
    box: 16,
    d: [
      'M4.500 7h7a1 1 0 0 1 1 1v4.500a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1V8a1 1 0 0 1 1-1z',
      'M5.500 7V5a2.500 2.500 0 0 1 4.900-.7',
    ],
  },
  onion: { box: 16, d: ['M2.500 2.500h8v8h-8z', 'M5.500 12v1.500h8v-8H12'] },
  retake: { box: 16, d: ['M3 8a5 5 0 1 1 1.500 3.600', 'M3 12.500V8.800h3.700'] },
  search: {
    box: 16,
    d: ['M11.300 7a4.300 4.300 0 1 1-8.600 0 4.300 4.300 0 0 1 8.600 0z', 'M10.300 10.300L14 14'],
  },
  theme: {
    box: 16,
    d: ['M13.500 8a5.500 5.500 0 1 1-11 0 5.500 5.500 0 0 1 11 0z', 'M8 2.500v11'],
    fill: 'M8 2.500v11A5.500 5.500 0 0 0 8 2.500z',
  },
  trash: { box: 16, d: ['M2.500 4.500h11M6 4.500V3h4v1.500M4 4.500l.6 9h6.800l.6-9'] },
  usb: {
    box: 16,
    d: ['M8 14V3M8 3L6.500 5M8 3l1.500 2M8 11l3.500-2V7M8 12.500L4.500 10.500V8.500'],
  },
  plus: { box: 16, d: ['M8 3v10M3 8h10'] },
  close: { box: 16, d: ['M4 4l8 8M12 4l-8 8'] },
  note: { box: 16, d: ['M2.500 3h11v8H8l-3 2.500V11H2.500z', 'M5 6h6M5 8.300h4'] },
  flag: { box: 16, d: ['M4 14V2.500M4 3h8l-2 2.800 2 2.700H4'] },
  level: {
    box: 16,
    d: ['M2 5.500h12v5H2z', 'M9.800 8a1.800 1.800 0 1 1-3.600 0 1.800 1.800 0 0 1 3.600 0z'],
  },
  bulb: {
    box: 16,
    d: [
      'M5.500 10.500a4 4 0 1 1 5 0c-.6.500-.8 1-.8 1.700H6.300c0-.7-.2-1.200-.8-1.700z',
      'M6.500 14h3',
    ],
  },
  reset: { box: 16, d: ['M13 8a5 5 0 1 1-1.500-3.600', 'M13 3.500v3.700H9.300'] },
  target: { box: 16, d: ['M13 8A5 5 0 1 1 3 8a5 5 0 0 1 10 0z', 'M8 1v4M8 11v4M1 8h4M11 8h4'] },
  user: {
    box: 16,
    d: [
      'M10.500 5.500a2.500 2.500 0 1 1-5 0 2.500 2.500 0 0 1 5 0z',
      'M3 13.500c.5-3 2.300-4 5-4s4.500 1 5 4',
    ],
  },
  right: { box: 16, d: ['M6.500 4.500L10 8l-3.500 3.500'] },
  sound: {
    box: 16,
    d: [
      'M2.500 6v4h2.500l3.500 3V3L5 6z',
      'M11 5.800a3 3 0 0 1 0 4.400M12.800 4a5.500 5.500 0 0 1 0 8',
    ],
  },
  tag: { box: 16, d: ['M2.500 2.500h5.500l5.500 5.500-5.500 5.500L2.500 8z', 'M5.500 5.500v.1'] },
  grid: {
    box: 16,
    d: ['M2.500 2.500h11v11h-11zM2.500 6.200h11M2.500 9.800h11M6.200 2.500v11M9.800 2.500v11'],
  },
  keyboard: {
    box: 16,
    d: [
      'M1.800 4h12.400v8H1.800z',
      'M4 6.500v.1M6.600 6.500v.1M9.300 6.500v.1M12 6.500v.1M5 9.500h6',
    ],
  },
  gate: { box: 16, d: ['M2.500 8.300l2.300 2.300L9 5.500', 'M11 5h3M11 8h3M11 11h3'] },
  shield: {
    box: 16,
    d: [
      'M8 1.800l5 1.800v4c0 3.200-2 5.500-5 6.700-3-1.200-5-3.500-5-6.700v-4z',
      'M5.800 8l1.700 1.700 3-3.200',
    ],
  },
} as const;

export type IconName = keyof typeof SHAPES;

export function Icon(props: {
  readonly name: IconName;
  readonly size?: 14 | 16 | 20;
}): ReactElement {
  const shape = SHAPES[props.name];
  const size = props.size ?? (shape.box === 20 ? 20 : 16);
  return (
    <svg
      className="icon"
      width={size}
      height={size}
      viewBox={`0 0 ${shape.box.toString()} ${shape.box.toString()}`}
      aria-hidden="true"
    >
      {'fill' in shape ? <path d={shape.fill} fill="currentColor" /> : null}
      {shape.d.map((d) => (
        <path key={d} d={d} />
      ))}
    </svg>
  );
}
