/** Training as a researcher does it: start, watch, pause, cancel, resume, compare, evaluate, report. */
import { join } from 'node:path';
import { expect, test } from './support/test.js';
import { TrainPage, trainProject } from './support/train-page.js';

const PICTURES = join(import.meta.dirname, '..', 'docs', 'img');
/** A run in a process of its own, on a computer that does other things too. */
const RUN_MS = 120_000;

test('runs are queued, watched, paused, cancelled, resumed after a kill, compared and reported', async ({
  folder,
  launch,
}) => {
  test.setTimeout(240_000);
  const project = await trainProject(folder);
  const source = 'simulated:profile=480x270@5';
  const first = await launch({ project, source });
  let train = new TrainPage(first.page);
  await train.open();
  await expect(first.page.getByRole('region', { name: 'Data' })).toContainText('9 used to train');
  await train.makeSmall();
  await first.page.getByRole('textbox', { name: 'Seeds' }).fill('1 2');
  await first.page.keyboard.press('Control+Enter');

  // The first works and can rest; the second waits.
  await first.page.getByRole('button', { name: 'Pause' }).click();
  await expect(train.state).toHaveText('Paused');
  await expect(train.runs.getByRole('row', { name: /cookie-02/ })).toContainText('Waiting');
  await first.page.getByRole('button', { name: 'Resume' }).click();
  await expect(first.page.getByRole('slider', { name: 'Student' })).toBeVisible({
    timeout: RUN_MS,
  });
  await expect(first.page.getByRole('table').getByText('epoch 1')).not.toHaveCount(0);
  await expect(
    first.page.getByRole('region', { name: 'Score maps while training' }).getByRole('img'),
  ).not.toHaveCount(0);
  await expect(train.state).toHaveText('Done', { timeout: RUN_MS });
  await expect(first.page.getByRole('log', { name: 'Log', exact: true })).toContainText(
    'ONNX equals the training graph',
  );
  await first.page.screenshot({ path: join(PICTURES, 'train.png') });

  // The second came by itself; it is cancelled, taken up again, and its studio killed.
  await train.select('cookie-02');
  await expect(train.state).toHaveText('Running', { timeout: 30_000 });
  await first.page.getByRole('button', { name: 'Pause' }).click();
  await first.page.getByRole('button', { name: 'Cancel' }).click();
  await first.page.getByRole('dialog').getByRole('button', { name: 'Cancel the run' }).click();
  await expect(train.state).toHaveText('Cancelled');
  await first.page.getByRole('button', { name: /Resume/ }).click();
  await first.page.getByRole('button', { name: 'Pause' }).click();
  await expect(train.state).toHaveText('Paused');
  await first.page.close();
  await first.studio.kill('SIGKILL');

  const { page } = await launch({ project, source });
  train = new TrainPage(page);
  await train.open();
  // What the finished run showed while it learned is still there.
  await train.select('cookie-01');
  await expect(
    page.getByRole('region', { name: 'Score maps while training' }).getByRole('img'),
  ).not.toHaveCount(0);
  await train.select('cookie-02');
  await expect(train.state).toHaveText('Interrupted');
  await page.keyboard.press('p');
  await expect(train.state).toHaveText('Done', { timeout: RUN_MS });

  // Side by side.
  await page.getByRole('checkbox', { name: 'Choose cookie-01' }).check();
  await page.keyboard.press('x');
  await page.keyboard.press('2');
  const comparison = page.getByRole('region', { name: 'Comparison' });
  await expect(comparison.getByRole('region', { name: 'Settings' })).toContainText('1 differs');
  await expect(comparison.getByRole('region', { name: 'Ablation' })).toContainText('1 2');
  await expect(comparison.getByRole('slider', { name: 'Student loss' })).toBeVisible();
  await page.screenshot({ path: join(PICTURES, 'train-compare.png') });

  // The card, and the line with what it costs.
  await page.keyboard.press('3');
  const card = page.locator('.model');
  await expect(card).toContainText('ONNX equals the training graph');
  const line = card.getByRole('region', { name: 'Threshold' });
  await line.getByRole('radio', { name: 'Best F1' }).check({ force: true });
  await expect(line.getByRole('status')).toContainText('anomalous ones found');
  await line.getByRole('button', { name: 'Set the threshold' }).click();
  await expect(line.getByRole('button', { name: 'Set the threshold' })).toBeDisabled();
  await page.screenshot({ path: join(PICTURES, 'train-model.png') });

  // Evaluation of both, and its report.
  await page.keyboard.press('e');
  await page.getByRole('button', { name: 'Open report' }).click({ timeout: RUN_MS });
  const report = page.getByRole('dialog', { name: 'Report' });
  await expect(report.getByText('Evaluation of anomaly detectors')).toBeVisible();
  await expect(report.getByRole('heading', { name: 'Ablation over the scales' })).toBeVisible();
  await page.keyboard.press('Escape');

  // The model is there for the operator.
  await train.select('cookie-01');
  await page.getByRole('button', { name: 'Use in Inspect' }).click();
  await expect(page.getByRole('combobox', { name: 'Model', exact: true })).toHaveValue('cookie-01');
});
