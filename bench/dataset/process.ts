/** Runs a program and measures it from outside: wall time and the most memory it ever held. */
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface Measured {
  readonly seconds: number;
  /** Highest resident set, MB; null where the system does not tell. */
  readonly peakMb: number | null;
  readonly stdout: string;
}

/** @throws Error with what the program said when it fails */
export function measure(program: string, args: readonly string[]): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let peakMb: number | null = null;
    const look = (): void => {
      try {
        const status = readFileSync(`/proc/${String(child.pid)}/status`, 'utf8');
        const kb = /VmHWM:\s+(\d+) kB/.exec(status)?.[1];
        if (kb !== undefined) peakMb = Math.max(peakMb ?? 0, Number(kb) / 1024);
      } catch {
        // Ended, or a system without /proc.
      }
    };
    const timer = setInterval(look, 20);
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => {
      clearInterval(timer);
      const seconds = (performance.now() - begun) / 1000;
      if (code === 0) resolve({ seconds, peakMb, stdout });
      else reject(new Error(`${program} ended with ${String(code)}: ${stderr.slice(-2000)}`));
    });
  });
}

/** A Python with these modules: PD_STUDIO_PYTHON, else python3; null where there is none. */
export function pythonWith(modules: readonly string[]): string | null {
  for (const python of [process.env['PD_STUDIO_PYTHON'], 'python3']) {
    if (python === undefined) continue;
    const code = modules.map((name) => `import ${name}`).join('; ');
    if (spawnSync(python, ['-c', code]).status === 0) return python;
  }
  return null;
}
