/**
 * npm run bench -- capture: the numbers of capture. Host and camera process run as in the studio, the page in a
 * real Chromium; frames come from a process of its own through librealsense's software device.
 */
import { levelling } from './capture/levelling.js';
import { restartRows, shotRows, streamRows } from './capture/live.js';
import { simulated } from './capture/simulated.js';
import type { Row } from './detector/row.js';

export const parts: Readonly<Record<string, (tell: (line: string) => void) => Promise<Row[]>>> = {
  levelling,
  start: simulated,
  stream: streamRows,
  shots: shotRows,
  restart: restartRows,
};
