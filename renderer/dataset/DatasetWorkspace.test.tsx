// @vitest-environment happy-dom
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { App } from '../shell/App.js';
import { createStudio, type Studio } from '../state/studio.js';
import { createFakeHost, type FakeHost } from '../testing/fake-host.js';
import { fakeSample, fakeSession } from '../testing/fake-samples.js';

declare global {
  var IS_REACT_ACT_ENVIRONMENT: boolean;
}
globalThis.IS_REACT_ACT_ENVIRONMENT = true;

let root: Root;
let studio: Studio;
let host: FakeHost;

const settled = (run?: () => void): Promise<void> =>
  act(async () => {
    run?.();
    await new Promise((resolve) => setTimeout(resolve, 0));
    await new Promise((resolve) => setTimeout(resolve, 0));
  });
const byText = (selector: string, words: string): HTMLElement => {
  const found = [...document.querySelectorAll<HTMLElement>(selector)].find((element) =>
    element.textContent.includes(words),
  );
  if (!found) throw new Error(`No ${selector} says ${words}`);
  return found;
};
const click = (element: Element | null, keys: MouseEventInit = {}): Promise<void> => {
  if (!element) throw new Error('nothing to click');
  return settled(() => {
    element.dispatchEvent(new MouseEvent('click', { bubbles: true, ...keys }));
  });
};
const change = (element: Element | null, value: string): Promise<void> =>
  settled(() => {
    if (!(element instanceof HTMLInputElement || element instanceof HTMLSelectElement))
      throw new Error('not a field');
    const kind =
      element instanceof HTMLInputElement
        ? HTMLInputElement.prototype
        : HTMLSelectElement.prototype;
    Object.getOwnPropertyDescriptor(kind, 'value')?.set?.call(element, value);
    element.dispatchEvent(
      new Event(element instanceof HTMLInputElement ? 'input' : 'change', { bubbles: true }),
    );
  });
const calls = (name: string): unknown[] =>
  host.calls.filter((call) => call.name === name).map((call) => call.input);
const tiles = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[data-sample]')];
const head = (): string => document.querySelector('.samples__head h2')?.textContent ?? '';

async function start(options: Parameters<typeof createFakeHost>[0]): Promise<void> {
  host = createFakeHost(options);
  studio = createStudio(host);
  studio.ui.getState().actions.go('dataset');
  await act(async () => {
    root.render(<App studio={studio} />);
    await Promise.resolve();
  });
  await settled();
}

beforeEach(() => {
  const box = document.createElement('div');
  document.body.replaceChildren(box);
  root = createRoot(box);
  // Nothing is laid out here: the grid is told a size.
  for (const [name, value] of [
    ['clientWidth', 800],
    ['clientHeight', 380],
  ] as const)
    Object.defineProperty(HTMLElement.prototype, name, { configurable: true, get: () => value });
  vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:x');
});

afterEach(async () => {
  await act(async () => {
    root.unmount();
    await Promise.resolve();
  });
  studio.dispose();
});

describe('Samples', () => {
  it('draws only tiles in sight of thousands, and a cell of the matrix filters them', async () => {
    await start({ samples: fakeSession() });
    expect(head()).toContain('samples');
    expect(tiles().length).toBeGreaterThan(0);
    expect(tiles().length).toBeLessThan(100);
    await click(byText('.matrix__cell', 'strawberry, test, dent'));
    expect(head()).toBe('3 samples match');
    expect(tiles()).toHaveLength(3);
    expect(byText('.matrix__cell--current', 'strawberry, test, dent')).toBeTruthy();
    await click(byText('button', 'Clear'));
    expect(head()).not.toContain('match');
  });

  it('moves a selection made with Shift and Ctrl as one step, and takes it back as one', async () => {
    const samples = [1, 2, 3, 4, 5].map((i) =>
      fakeSample({
        id: `0kq3v7n2a-000${i.toString()}`,
        index: i,
        takenAt: `2026-10-14T14:31:0${i.toString()}Z`,
      }),
    );
    await start({ samples });
    await click(tiles()[0] ?? null);
    await click(tiles()[2] ?? null, { shiftKey: true });
    await click(tiles()[4] ?? null, { ctrlKey: true });
    expect(document.querySelector('.samples__selected')?.textContent).toBe('4 selected');
    await click(byText('.samples__head button', 'Move to split'));
    await click(byText('.menu__item', 'validation'));
    expect(calls('dataset.bulkEdit')).toHaveLength(1);
    const splits = (): string[] => studio.project.getState().samples.map(({ split }) => split);
    expect(splits().filter((split) => split === 'validation')).toHaveLength(4);
    expect(byText('.notice', '4 samples are now validation')).toBeTruthy();
    await click(byText('.notice button', 'Undo'));
    expect(splits().every((split) => split === 'train')).toBe(true);
    expect(calls('dataset.undo')).toHaveLength(1);
  });

  it('offers Import first where there is nothing', async () => {
    await start({ samples: [] });
    expect(byText('.tray__empty', 'no samples yet')).toBeTruthy();
    expect(byText('.toolbar .btn--primary', 'Import')).toBeTruthy();
  });
});

describe('the import wizard', () => {
  it('runs only with a confirmed unit and answers, then shows what came', async () => {
    await start({ samples: [] });
    await click(byText('.toolbar button', 'Import'));
    await click(byText('dialog button', 'Read this'));
    expect(byText('dialog .look__items', 'do not lie on each other')).toBeTruthy();
    await click(byText('dialog .dialog__foot button', 'Next'));
    const run = (): HTMLButtonElement =>
      byText('dialog .dialog__foot button', 'Import 20') as HTMLButtonElement;
    expect(run().disabled).toBe(true);
    await click(
      [...document.querySelectorAll('.unit__row')]
        .find((row) => row.textContent.includes('0.1 mm'))
        ?.querySelector('input') ?? null,
    );
    await change(document.querySelector('.cells tbody tr input'), 'bin');
    const [split, anomaly] = document.querySelectorAll('.cells tbody tr:first-child select');
    await change(split ?? null, 'train');
    await change(anomaly ?? null, 'good');
    expect(run().disabled).toBe(false);
    await click(run());
    await settled();
    expect(calls('dataset.import.run')).toMatchObject([
      { groups: [{ choices: { metresPerCount: 0.0001, category: 'bin' } }, {}] },
    ]);
    await click(byText('dialog .dialog__foot button', 'Show the 20 samples'));
    expect(head()).toBe('20 samples match');
  });
});

describe('Export', () => {
  it('links a reader’s finding to its samples and counts what changed', async () => {
    await start({ samples: fakeSession() });
    await settled(() => {
      studio.dataset.getState().actions.setTab('export');
    });
    await click(byText('.dataset__foot button', 'Dry run'));
    expect(byText('.readers', 'A 2 x 2 corner has no depth')).toBeTruthy();
    expect(byText('.dataset__foot .btn--primary', 'changed')).toBeTruthy();
    await click(byText('.readers button', 'Show the 3 samples'));
    expect(head()).toBe('3 samples match');
    await click(byText('.readers button', 'Leave them out'));
    expect(byText('.report__readers', 'choices have changed since')).toBeTruthy();
  });
});

describe('Foreground', () => {
  it('keeps tuned settings for the category only when saved', async () => {
    await start({ samples: [fakeSample({ index: 8 })] });
    await settled(() => {
      studio.dataset.getState().actions.setTab('foreground');
    });
    await click(byText('.dataset__foot button', 'Check all 1'));
    expect(byText('.bad', 'top left corner has no depth')).toBeTruthy();
    await click(byText('.seg__part', 'Robust plane').querySelector('input'));
    expect(byText('.panel__head', 'not saved')).toBeTruthy();
    expect(calls('dataset.foreground.save')).toEqual([]);
    await click(byText('.dataset__foot .btn--primary', 'Save'));
    expect(studio.project.getState().info?.project.foreground['strawberry']).toMatchObject({
      method: 'plane',
    });
  });
});
