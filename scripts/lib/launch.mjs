/**
 * Runs the studio: in Electron's window, or in the browser where that cannot be had, saying why in one
 * line. Without `electron` the browser is what was asked for.
 */
import { spawn } from 'node:child_process';
import { root } from './root.mjs';

/** A window that ends with an error sooner than this has not started. */
const EARLY_MS = 10_000;

/**
 * @param {{
 *   electron?: { command: string[] } | { command: null, reason: string },
 *   browser: string[],
 *   say?: (line: string) => void,
 *   earlyMs?: number,
 * }} options
 * @returns {Promise<number>} the exit code
 */
export async function launch({ electron, browser, say = console.error, earlyMs = EARLY_MS }) {
  let reason = electron?.reason ?? null;
  if (electron?.command) {
    const begun = performance.now();
    const end = await follow(electron.command);
    const early = performance.now() - begun < earlyMs;
    if (end.stopped || end.code === 0 || !early) return end.code;
    reason = `Electron could not start (${end.why})`;
  }
  if (reason !== null) say(`Running in the browser: ${reason}.`);
  const end = await follow(browser);
  if (end.missing) say(end.why);
  return end.code;
}

/** Runs a program to its end; signals to us go to it. */
function follow([command, ...args]) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit' });
    let stopped = false;
    const pass = (signal) => {
      stopped = true;
      child.kill(signal);
    };
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, pass);
    const done = (end) => {
      for (const signal of signals) process.off(signal, pass);
      resolve({ stopped, missing: false, ...end });
    };
    child.once('error', (error) => done({ code: 1, why: error.message, missing: true }));
    child.once('exit', (code, signal) =>
      done({
        code: code ?? (signal ? 1 : 0),
        why: signal ? `it ended with ${signal}` : `it ended with code ${code}`,
      }),
    );
  });
}
