/** The Capture workspace as a technician uses it, on the simulated camera through the real host. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './support/test.js';
import { CapturePage, makeProject, sampleFolders } from './support/capture-page.js';

const PICTURES = join(import.meta.dirname, '..', 'docs', 'img');

/** The tiles of the session tray. */
function tray(page: Page): Locator {
  return page.getByRole('listbox', { name: 'Session tray' }).getByRole('option');
}

test('the first start shows a live camera and leads to a project', async ({ page, folder }) => {
  const capture = new CapturePage(page);
  await capture.live();
  await expect(page.getByText('SIMULATED').first()).toBeVisible();
  await expect(capture.shutter).toContainText('No project open');
  await page.getByRole('button', { name: 'New project' }).first().click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Bench 1');
  await page.getByRole('textbox', { name: 'Folder' }).fill(join(folder, 'bench'));
  await page.getByRole('button', { name: 'Create project' }).click();
  await expect(page.getByRole('button', { name: /Bench 1/ })).toBeVisible();
  await expect(page.locator('.shutter--ready:visible')).toContainText('Shoot good 001');
  expect(existsSync(join(folder, 'bench', 'project.json'))).toBe(true);
});

test('the bubble follows the tilt of the camera', async ({ page }) => {
  const capture = new CapturePage(page);
  await capture.live();
  const panel = await capture.simulator();
  await panel.getByRole('slider', { name: 'Azimuth' }).fill('90');
  await panel.getByRole('slider', { name: 'Tilt' }).fill('1.5');
  await expect(capture.gauge('Tilt')).toContainText('1.5°');
  await expect(page.getByText('raise the left side').first()).toBeVisible();
  await panel.getByRole('slider', { name: 'Azimuth' }).fill('-90');
  await expect(page.getByText('raise the right side').first()).toBeVisible();
  await panel.getByRole('slider', { name: 'Azimuth' }).fill('0');
  await expect(page.getByText('raise the far side').first()).toBeVisible();
  await panel.getByRole('slider', { name: 'Tilt' }).fill('0.1');
  await expect(page.getByText('in target')).toHaveCount(2);
});

test('levelling takes the whole screen and gives it back', async ({ page }) => {
  const capture = new CapturePage(page);
  await capture.live();
  const full = (): Promise<boolean> => page.evaluate(() => document.fullscreenElement !== null);
  await page.keyboard.press('l');
  const dialog = page.getByRole('dialog', { name: 'Full-screen levelling' });
  await expect(dialog).toBeVisible();
  await expect.poll(full).toBe(true);
  // The dialog lies over the page: its button can be pressed.
  await dialog.getByRole('button', { name: 'Close levelling (Esc)' }).click();
  await expect(dialog).toBeHidden();
  await expect.poll(full).toBe(false);
  await page.keyboard.press('l');
  await expect.poll(full).toBe(true);
  // What the browser does on Esc in full screen: the page sees no key.
  await page.evaluate(() => document.exitFullscreen());
  await expect(dialog).toBeHidden();
});

test.describe('with a project', () => {
  test('a gate refuses, and is overridden with a reason that is stored', async ({
    folder,
    launch,
  }) => {
    const project = await makeProject(folder, 'Gates');
    const { page } = await launch({
      project,
      source: 'simulated:tilt=2,azimuth=90,profile=480x270@15',
    });
    const blocked = page.locator('.shutter--blocked:visible');
    await expect(blocked).toContainText('Level first: roll +2.0°');
    await page.keyboard.press('Shift+Space');
    // A blocked shutter shoots nothing: Shift Space asks for the reason.
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByRole('textbox', { name: 'Reason' })).toBeFocused();
    await expect(dialog.getByRole('button', { name: 'Shoot anyway' })).toBeDisabled();
    expect(sampleFolders(project)).toEqual([]);
    await page.keyboard.type('tilted on purpose');
    await page.keyboard.press('Enter');
    await expect(tray(page)).toHaveCount(1);
    await expect(tray(page).first()).toHaveAccessibleName(/override/);
    const [id = ''] = sampleFolders(project);
    const sample = JSON.parse(
      execFileSync('cat', [join(project, 'samples', id, 'sample.json')], { encoding: 'utf8' }),
    ) as {
      override: { reason: string };
      gates: { name: string; passed: boolean }[];
    };
    expect(sample.override.reason).toBe('tilted on purpose');
    expect(sample.gates.find((gate) => gate.name === 'tilt')?.passed).toBe(false);
  });

  test('a session of 20 shots fills its plan', async ({ folder, launch }) => {
    test.setTimeout(180_000);
    const rows = ['good', 'dent', 'crack', 'scratch'].map((anomaly) => ({
      category: 'strawberry',
      split: 'test',
      anomaly,
      target: 5,
    }));
    const project = await makeProject(folder, 'Play-Doh Rig A', rows);
    const { page } = await launch({
      project,
      source: 'simulated:tilt=0.2,azimuth=60,profile=848x480@5',
    });
    const capture = new CapturePage(page);
    await capture.live();
    const panel = await capture.simulator();
    for (let shot = 1; shot <= 20; shot++) {
      await panel.getByRole('button', { name: 'Next object' }).click();
      // The new object takes a moment to come into the picture; until then the duplicate gate refuses.
      await expect(async () => {
        if (sampleFolders(project).length < shot)
          await page
            .locator('.shutter[aria-keyshortcuts="Space"]:visible')
            .click({ timeout: 3000 });
        await expect.poll(() => sampleFolders(project).length, { timeout: 2500 }).toBe(shot);
      }).toPass({ timeout: 60_000 });
    }
    await expect(page.getByText('20 of 20').first()).toBeVisible();
    await panel.getByRole('button', { name: 'Close' }).click();
    await expect(tray(page)).toHaveCount(20);
    await mkdir(PICTURES, { recursive: true });
    await page.waitForLoadState('networkidle');
    await page.screenshot({ path: join(PICTURES, 'capture.png') });
    await page.emulateMedia({ colorScheme: 'light' });
    await page.screenshot({ path: join(PICTURES, 'capture-light.png') });
    await page.keyboard.press('l');
    await expect(page.getByRole('dialog')).toBeVisible();
    await page.screenshot({ path: join(PICTURES, 'level.png') });
  });

  test('unplugging during a shot loses that shot only, says so, and the next one is kept', async ({
    folder,
    launch,
  }) => {
    const project = await makeProject(folder, 'Unplugged');
    const { page } = await launch({ project, source: 'simulated:profile=480x270@5' });
    const capture = new CapturePage(page);
    await capture.live();
    const panel = await capture.simulator();
    const fault = panel.getByRole('combobox', { name: 'Fault' });
    await expect(page.locator('.shutter--ready:visible')).toBeVisible();
    // Nine frames at five per second: the plug is pulled while they are being taken.
    await page.getByRole('combobox', { name: 'Burst' }).selectOption({ label: '9 frames' });
    await page.locator('.shutter--ready:visible').click();
    await fault.selectOption({ label: 'unplugged' });
    await expect(page.getByText(/^The shot of .+ was not taken/).first()).toBeVisible();
    await expect(page.getByText('was unplugged').first()).toBeVisible();
    expect(sampleFolders(project)).toEqual([]);
    await fault.selectOption({ label: 'none' });
    await capture.live();
    await page.locator('.shutter--ready:visible').click();
    await expect(tray(page)).toHaveCount(1);
    expect(sampleFolders(project)).toHaveLength(1);
  });

  test('kill -9 of the host during a burst leaves only whole samples', async ({
    folder,
    launch,
  }) => {
    const project = await makeProject(folder, 'Killed');
    const { page, studio } = await launch({ project, source: 'simulated:profile=480x270@15' });
    const capture = new CapturePage(page);
    await capture.live();
    const panel = await capture.simulator();
    await expect(async () => {
      await panel.getByRole('button', { name: 'Next object' }).click();
      await page.locator('.shutter--ready:visible').click({ timeout: 2000 });
      expect(sampleFolders(project).length).toBeGreaterThanOrEqual(2);
    }).toPass({ timeout: 90_000 });
    await panel.getByRole('button', { name: 'Next object' }).click();
    await page.locator('.shutter--ready:visible').click();
    await studio.kill('SIGKILL');
    await expect(
      page.getByText('The connection to the studio is interrupted.').first(),
    ).toBeVisible();
    for (const id of sampleFolders(project)) {
      for (const name of ['sample.json', 'rgb.png', 'depth.png'])
        expect(existsSync(join(project, 'samples', id, name))).toBe(true);
    }
    const before = sampleFolders(project).length;
    const { page: second } = await launch({ project });
    await expect(second.getByText(new RegExp(`^${String(before)} samples`)).first()).toBeVisible();
  });
});

test('an unplugged camera is named, comes back by itself, and the shutter works again', async ({
  page,
}) => {
  const capture = new CapturePage(page);
  await capture.live();
  await capture.fault('unplugged');
  await expect(page.getByText('was unplugged').first()).toBeVisible();
  await expect(page.getByText('Plug it in again').first()).toBeVisible();
  await expect(page.getByText('Camera streaming').first()).toBeHidden();
  await capture.fault('none');
  await capture.live();
  await expect(page.getByText('was unplugged').first()).toBeHidden();
});

test('a killed camera process comes back with the same camera', async ({ page, studio }) => {
  const capture = new CapturePage(page);
  await capture.live();
  const children = execFileSync('ps', ['-o', 'pid=', '--ppid', String(studio.host.pid)], {
    encoding: 'utf8',
  })
    .trim()
    .split(/\s+/)
    .map(Number);
  const [camera] = children;
  if (camera === undefined) throw new Error('the host has no camera process');
  process.kill(camera, 'SIGKILL');
  await expect(page.getByText('The camera process ended unexpectedly.').first()).toBeVisible();
  await capture.live();
  await expect(page.getByText('The camera process ended unexpectedly.').first()).toBeHidden();
});

test.describe('every fault tells its cause and its remedy', () => {
  const faults: [name: string, cause: RegExp, remedy: RegExp][] = [
    ['USB 2 cable', /connected by USB 2\.1/, /Use a USB 3 port/],
    ['used by another program', /is used by another program/, /Close that program/],
    ['no frames', /sends no frames/, /unplug the camera for five seconds/],
    ['frozen frames', /stood still/, /unplug it for five seconds/],
    ['repeated frames', /repeats frames/, /lower frame rate/],
    ['dropped frames', /were lost on the way/, /USB 3 port of its own/],
    ['holes in the corners', /has no depth \(/, /texture up to the corners/],
    ['depth unit left at 1 mm', /One depth count means 1 mm/, /preset Default/],
    ['over-exposed', /too bright to measure/, /Lower the exposure/],
    ['old firmware', /runs firmware 5\.12\.7\.100/, /rs-fw-update/],
  ];
  for (const [name, cause, remedy] of faults) {
    test(name, async ({ page }) => {
      const capture = new CapturePage(page);
      await capture.live();
      await capture.fault(name);
      await expect(page.getByText(cause).first()).toBeVisible();
      await expect(page.getByText(remedy).first()).toBeVisible();
      await capture.fault('none');
      await expect(page.getByText(cause)).toHaveCount(0, { timeout: 60_000 });
    });
  }
});
