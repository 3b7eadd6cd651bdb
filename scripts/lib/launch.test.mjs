import { describe, expect, it } from 'vitest';
import { launch } from './launch.mjs';

const exits = (code) => [process.execPath, '-e', `process.exit(${code})`];

async function started(options) {
  const said = [];
  const code = await launch({ browser: exits(7), say: (line) => said.push(line), ...options });
  return { code, said };
}

describe('npm start', () => {
  it('runs the window and nothing else where it starts', async () => {
    expect(await started({ electron: { command: exits(0) } })).toEqual({ code: 0, said: [] });
  });

  it('takes the browser where there is no Electron, saying why', async () => {
    const electron = { command: null, reason: 'there is no display' };
    expect(await started({ electron })).toEqual({
      code: 7,
      said: ['Running in the browser: there is no display.'],
    });
  });

  it('takes the browser where Electron is there but cannot start', async () => {
    expect(await started({ electron: { command: exits(127) } })).toEqual({
      code: 7,
      said: ['Running in the browser: Electron could not start (it ended with code 127).'],
    });
    const { code, said } = await started({ electron: { command: ['/nowhere/electron', '.'] } });
    expect(code).toBe(7);
    expect(said).toEqual([expect.stringMatching(/Electron could not start \(.*ENOENT/)]);
  });

  it('does not open the browser after a window that has run for a while', async () => {
    expect(await started({ electron: { command: exits(3) }, earlyMs: 0 })).toEqual({
      code: 3,
      said: [],
    });
  });
});
