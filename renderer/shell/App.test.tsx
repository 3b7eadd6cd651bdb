// @vitest-environment happy-dom
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StudioError } from '../../core/contract/errors.js';
import { createStudio, type Studio } from '../state/studio.js';
import { createFakeHost, type FakeHost } from '../testing/fake-host.js';
import { fakeSession } from '../testing/fake-samples.js';
import { App } from './App.js';

declare global {
  var IS_REACT_ACT_ENVIRONMENT: boolean;
}
globalThis.IS_REACT_ACT_ENVIRONMENT = true;

let root: Root;
let studio: Studio;
let host: FakeHost;

/** Does something and lets every answer of the host arrive. */
const settled = (run?: () => void): Promise<void> =>
  act(async () => {
    run?.();
    await new Promise((resolve) => setTimeout(resolve, 0));
  });
const press = (key: string, extra: KeyboardEventInit = {}): Promise<void> =>
  settled(() => {
    window.dispatchEvent(
      new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...extra }),
    );
  });
const calls = (name: string): unknown[] =>
  host.calls.filter((call) => call.name === name).map((call) => call.input);
const byText = (selector: string, words: string): HTMLElement => {
  const found = [...document.querySelectorAll<HTMLElement>(selector)].find((element) =>
    element.textContent.includes(words),
  );
  if (!found) throw new Error(`No ${selector} says ${words}`);
  return found;
};
const click = (element: Element): Promise<void> =>
  settled(() => {
    element.dispatchEvent(new MouseEvent('click', { bubbles: true }));
  });
/** Types as a user does: React listens to the input event, and tracks the value itself. */
const type = (element: Element | null, value: string): Promise<void> => {
  if (!(element instanceof HTMLInputElement)) throw new Error('not a text field');
  return settled(() => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(element, value);
    element.dispatchEvent(new Event('input', { bubbles: true }));
  });
};

async function start(options: Parameters<typeof createFakeHost>[0]): Promise<void> {
  host = createFakeHost(options);
  studio = createStudio(host);
  await act(async () => {
    root.render(<App studio={studio} />);
    await Promise.resolve();
  });
  await settled();
}

/** A session event with the given gates, as the host sends ten times a second. */
async function gates(...failed: readonly string[]): Promise<void> {
  const session = studio.capture.getState().session;
  if (!session) throw new Error('no session yet');
  await settled(() => {
    host.hub.emit('capture.session', {
      ...session,
      gates: ['tilt', 'fillRate'].map((name) => ({
        name,
        value: 0.7,
        limit: 0.5,
        passed: !failed.includes(name),
      })),
    });
  });
}

beforeEach(() => {
  const box = document.createElement('div');
  document.body.replaceChildren(box);
  root = createRoot(box);
  vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:x');
});

afterEach(async () => {
  await act(async () => {
    root.unmount();
    await Promise.resolve();
  });
  studio.dispose();
});

describe('the first screen', () => {
  it('shows the live camera and what to do first when no project is open', async () => {
    await start({ project: false });
    expect(document.body.textContent).toContain('Choose a project to shoot');
    expect(document.querySelector('canvas[aria-label="Live RGB picture"]')).not.toBeNull();
    expect(byText('.side__foot .shutter', 'No project open').getAttribute('aria-disabled')).toBe(
      'true',
    );
    await press(' ');
    expect(calls('capture.shoot')).toEqual([]);
    expect(byText('dialog h2', 'New project')).toBeTruthy();
  });

  it('makes a project with a folder that follows the name', async () => {
    await start({ project: false });
    await click(byText('button', 'New project'));
    const [name, folder] = document.querySelectorAll('dialog input');
    await type(name ?? null, 'Rig B');
    expect((folder as HTMLInputElement).value).toBe('/home/technician/PD Studio/rig-b');
    await click(byText('dialog button', 'Create project'));
    expect(calls('project.create')).toEqual([
      { path: '/home/technician/PD Studio/rig-b', name: 'Rig B' },
    ]);
    expect(byText('.side__foot .shutter', 'Shoot good 001')).toBeTruthy();
  });
});

describe('shooting', () => {
  it('shoots on Space, shows the shot and moves on in the plan', async () => {
    await start({ samples: fakeSession() });
    await gates();
    const cell = { category: 'strawberry', split: 'test', anomaly: 'scratch', lighting: 'C' };
    expect(studio.capture.getState().cell).toEqual(cell);
    for (let shot = 1; shot <= 5; shot++) await press(' ');
    expect(calls('capture.shoot')).toHaveLength(5);
    expect(calls('capture.shoot')[0]).toMatchObject({ cell, override: null, replaces: null });
    expect(studio.capture.getState().cell).toMatchObject({ anomaly: 'combine-S' });
    expect(studio.project.getState().samples[0]).toMatchObject({ anomaly: 'scratch', index: 5 });
  });

  it('names the failed gate and demands a reason to go on', async () => {
    await start({ samples: fakeSession() });
    await gates('fillRate');
    expect(byText('.side__foot .shutter', 'Too little depth')).toBeTruthy();
    await press(' ');
    const shootAnyway = byText('dialog button', 'Shoot anyway') as HTMLButtonElement;
    expect(shootAnyway.disabled).toBe(true);
    await type(document.querySelector('dialog input'), '   ');
    expect(shootAnyway.disabled).toBe(true);
    await type(document.querySelector('dialog input'), 'Dark object');
    await click(shootAnyway);
    expect(calls('capture.shoot')).toMatchObject([{ override: 'Dark object' }]);
  });

  it('keeps a refused shot on the shutter until it is tried again', async () => {
    let refusals = 1;
    const refused = { name: 'duplicate', value: 0, limit: 0.01, passed: false };
    const first = fakeSession()[0];
    if (!first?.measures) throw new Error('no measures');
    const { measures } = first;
    await start({
      samples: fakeSession(),
      overrides: {
        'capture.shoot': () =>
          refusals-- > 0
            ? { outcome: 'refused', gates: [refused], measures }
            : {
                outcome: 'saved',
                sample: { ...first, id: 'zzzzzzzzz-0001' },
                path: '/p',
                problem: null,
              },
      },
    });
    await gates();
    await press(' ');
    expect(byText('.side__foot .shutter', 'Same as the last shot')).toBeTruthy();
    await press(' ');
    expect(calls('capture.shoot')).toHaveLength(2);
    expect(document.querySelector('.side__foot .shutter--ready')).not.toBeNull();
  });

  it('offers a new session where a moved rig refuses every shot', async () => {
    await start({ samples: fakeSession() });
    await gates('fillRate');
    expect(document.querySelector('.side__foot .shutter__offer')).toBeNull();
    const session = studio.capture.getState().session;
    if (!session) throw new Error('no session yet');
    await settled(() => {
      host.hub.emit('capture.session', {
        ...session,
        shots: 5,
        gates: [{ name: 'rigMoved', value: 12.34, limit: 1, passed: false }],
      });
    });
    await click(byText('.side__foot .shutter__offer button', 'Start new session'));
    expect(byText('dialog p', 'moved by 12.3 mm')).toBeTruthy();
    expect(calls('capture.newSession')).toEqual([]);
    await click(byText('dialog button', 'Start new session'));
    expect(calls('capture.newSession')).toEqual([{}]);
    expect(document.querySelector('.side__foot .shutter--ready')).not.toBeNull();
    expect(byText('.notice', 'the next shot is its first')).toBeTruthy();
  });

  it('asks before a new session from the key, and leaves the session when cancelled', async () => {
    await start({ samples: fakeSession() });
    await gates();
    await press('N', { shiftKey: true });
    await click(byText('dialog button', 'Cancel'));
    expect(document.querySelector('dialog')).toBeNull();
    expect(calls('capture.newSession')).toEqual([]);
  });

  it.each([
    ['disk-full', true, 0],
    ['camera-fault', false, 1],
    ['busy', false, 0],
  ] as const)(
    'says of a shot that failed with %s what became of it',
    async (code, waits, notTaken) => {
      await start({
        samples: fakeSession(),
        overrides: {
          'capture.shoot': () => {
            const { session, cell } = studio.capture.getState();
            if (!session || !cell) throw new Error('no session');
            const pending = {
              cell,
              takenAt: '2026-10-14T14:31:07Z',
              message: 'It failed.',
              remedy: 'Mend it.',
            };
            if (waits) host.hub.emit('capture.session', { ...session, gates: [], pending });
            throw new StudioError(code, 'It failed.', 'Mend it.');
          },
        },
      });
      await gates();
      await press(' ');
      await settled();
      const said = [...document.querySelectorAll('.notice')].map((notice) => notice.textContent);
      expect(said.filter((words) => words.includes('was not taken'))).toHaveLength(notTaken);
      expect(said.filter((words) => words.includes('It failed.'))).toHaveLength(waits ? 0 : 1);
      expect(document.querySelectorAll('.side__foot .shutter--pending')).toHaveLength(
        waits ? 1 : 0,
      );
    },
  );

  it('offers to try again when a shot could not be written', async () => {
    await start({ samples: [] });
    const session = studio.capture.getState().session;
    if (!session) throw new Error('no session');
    await settled(() => {
      host.hub.emit('capture.session', {
        ...session,
        pending: {
          cell: { category: 'crab', split: 'train', anomaly: 'good', lighting: 'C' },
          takenAt: '2026-10-14T14:31:07Z',
          message: 'The disk is full: the shot was not saved.',
          remedy: 'Free some space, then press Try again.',
        },
      });
    });
    expect(document.body.textContent).toContain('The disk is full');
    await press('t');
    expect(calls('capture.retry')).toHaveLength(1);
    await click(byText('.side__foot button', 'Discard'));
    expect(calls('capture.discard')).toHaveLength(1);
  });
});

describe('the tray', () => {
  it('deletes with an undo, and retakes into the same cell', async () => {
    await start({ samples: fakeSession() });
    await gates();
    const tile = document.querySelector('.tile');
    if (!tile) throw new Error('no tile');
    await click(tile);
    const id = studio.capture.getState().selected;
    await press('Delete');
    expect(calls('samples.trash')).toEqual([{ ids: [id] }]);
    expect(document.querySelector(`[data-sample="${id ?? ''}"]`)).toBeNull();
    await click(byText('.notice button', 'Undo'));
    expect(calls('samples.restore')).toEqual([{ ids: [id] }]);
    expect(document.querySelector(`[data-sample="${id ?? ''}"]`)).not.toBeNull();
    await press('r');
    expect(document.body.textContent).toContain('Retaking perforation 005');
    await press(' ');
    expect(calls('capture.shoot')).toMatchObject([
      { replaces: id, cell: { anomaly: 'perforation' } },
    ]);
  });

  it('holds the keys back while text is typed', async () => {
    await start({ samples: fakeSession() });
    await gates();
    const field = document.createElement('input');
    document.body.append(field);
    field.dispatchEvent(
      new KeyboardEvent('keydown', { key: ' ', bubbles: true, cancelable: true }),
    );
    await settled();
    expect(calls('capture.shoot')).toEqual([]);
  });
});

describe('the connection', () => {
  it('is told calmly when it is lost, and comes back with everything', async () => {
    await start({ samples: fakeSession() });
    await act(async () => {
      host.drop();
      await Promise.resolve();
    });
    expect(document.body.textContent).toContain('The connection to the studio is interrupted.');
    expect(byText('.side__foot .shutter', 'Not connected')).toBeTruthy();
    await click(byText('.banner button', 'Try now'));
    await settled();
    expect(document.body.textContent).not.toContain('interrupted');
    expect(studio.project.getState().samples).toHaveLength(3121);
  });
});
