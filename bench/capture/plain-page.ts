/**
 * A page in a Chromium that nobody watches: Playwright has the browser report every WebSocket frame, so
 * that each preview would be copied to the test as well, at a third of a core. Only what is asked for
 * here goes over the debugging protocol.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import WebSocket from 'ws';
import { findChromium } from '../../scripts/lib/chromium.mjs';
import { pause } from './row.js';

export interface PlainPage {
  /** Of the browser's first process. */
  readonly pid: number;
  /** Runs a function that stands alone in the page; its answer must be JSON. */
  evaluate<T>(run: () => T | Promise<T>): Promise<T>;
  /** Clicks the button or label with exactly these words, once it is there. */
  click(words: string): Promise<void>;
  close(): Promise<void>;
}

const CLICK_MS = 60_000;

/** Opens `url` at 1440x900; `first` runs before any script of the page. */
export async function openPlainPage(url: string, first: () => void): Promise<PlainPage> {
  const executable = findChromium();
  if (executable === null) throw new Error('no Chromium (npm test fetches it)');
  const profile = mkdtempSync(join(tmpdir(), 'pd-bench-browser-'));
  const browser = spawn(
    executable,
    [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-extensions',
      '--disable-sync',
      '--window-size=1440,900',
      `--user-data-dir=${profile}`,
      '--remote-debugging-port=0',
      'about:blank',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  try {
    const { send, close } = await connected(await debuggingUrl(browser));
    const { targetInfos } = (await send('Target.getTargets', {})) as {
      targetInfos: readonly { readonly type: string; readonly targetId: string }[];
    };
    const targetId = targetInfos.find(({ type }) => type === 'page')?.targetId;
    const { sessionId } = (await send('Target.attachToTarget', { targetId, flatten: true })) as {
      sessionId: string;
    };
    await send('Page.enable', {}, sessionId);
    await send(
      'Emulation.setDeviceMetricsOverride',
      { width: 1440, height: 900, deviceScaleFactor: 1, mobile: false },
      sessionId,
    );
    await send(
      'Page.addScriptToEvaluateOnNewDocument',
      { source: `(${first.toString()})()` },
      sessionId,
    );
    await send('Page.navigate', { url }, sessionId);
    const value = async (expression: string): Promise<unknown> => {
      const answer = (await send(
        'Runtime.evaluate',
        { expression, returnByValue: true, awaitPromise: true },
        sessionId,
      )) as { result: { value: unknown }; exceptionDetails?: { text: string } };
      if (answer.exceptionDetails) throw new Error(answer.exceptionDetails.text);
      return answer.result.value;
    };
    return {
      pid: browser.pid ?? 0,
      evaluate: async <T>(run: () => T | Promise<T>) => (await value(`(${run.toString()})()`)) as T,
      async click(words) {
        const expression = `(${clickWords.toString()})(${JSON.stringify(words)})`;
        for (let waitedMs = 0; (await value(expression)) !== true; waitedMs += 100) {
          if (waitedMs > CLICK_MS) throw new Error(`the page shows no ${words}`);
          await pause(100);
        }
      },
      async close() {
        close();
        await ended(browser);
        rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
      },
    };
  } catch (error) {
    await ended(browser);
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    throw error;
  }
}

/** Runs in the page. */
function clickWords(words: string): boolean {
  const found = [...document.querySelectorAll<HTMLElement>('button, label')].find(
    (element) => element.textContent.trim() === words,
  );
  found?.click();
  return found !== undefined;
}

async function ended(browser: ChildProcess): Promise<void> {
  if (browser.exitCode !== null || browser.signalCode !== null) return;
  const exit = new Promise((resolve) => browser.once('exit', resolve));
  browser.kill('SIGTERM');
  await exit;
}

function debuggingUrl(browser: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    browser.once('error', reject);
    browser.once('exit', () => {
      reject(new Error('Chromium ended before it was ready'));
    });
    if (!browser.stderr) return;
    createInterface({ input: browser.stderr }).on('line', (line) => {
      const match = /^DevTools listening on (\S+)$/.exec(line);
      if (match?.[1] !== undefined) resolve(match[1]);
    });
  });
}

type Send = (method: string, params: object, sessionId?: string) => Promise<unknown>;

/** Requests and answers of the debugging protocol; events are passed over. */
async function connected(url: string): Promise<{ send: Send; close: () => void }> {
  const socket = new WebSocket(url);
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  const waiting = new Map<number, { resolve: (v: unknown) => void; reject: (e: Error) => void }>();
  let last = 0;
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as {
      id?: number;
      result?: unknown;
      error?: { message: string };
    };
    const waiter = waiting.get(message.id ?? 0);
    if (!waiter) return;
    waiting.delete(message.id ?? 0);
    if (message.error) waiter.reject(new Error(message.error.message));
    else waiter.resolve(message.result);
  });
  return {
    send: (method, params, sessionId) =>
      new Promise((resolve, reject) => {
        const id = ++last;
        waiting.set(id, { resolve, reject });
        socket.send(
          JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) }),
        );
      }),
    close: () => {
      socket.close();
    },
  };
}
