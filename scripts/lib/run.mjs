/** Runs a program in the project's folder and waits for it. */
import { spawn } from 'node:child_process';
import { root } from './root.mjs';

/**
 * Resolves with the exit code and, where `capture` is set, what was printed.
 * @param {string} command
 * @param {string[]} args
 * @param {{ capture?: boolean, timeoutMs?: number, env?: Record<string, string | undefined> }} options
 */
export function run(command, args, { capture = false, timeoutMs = 0, env = process.env } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env,
      stdio: capture ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
      shell: process.platform === 'win32' && !command.includes('node'),
    });
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    let timedOut = false;
    const timer =
      timeoutMs > 0
        ? setTimeout(() => ((timedOut = true), child.kill('SIGKILL')), timeoutMs)
        : null;
    child.once('error', (error) => resolve({ code: 127, output: error.message, timedOut }));
    child.once('exit', (code, signal) => {
      if (timer) clearTimeout(timer);
      resolve({ code: code ?? (signal ? 1 : 0), output, timedOut });
    });
  });
}

/** Runs a tool of node_modules with this Node, without a shell between. */
export function runTool(script, args, options) {
  return run(process.execPath, [`node_modules/${script}`, ...args], options);
}
