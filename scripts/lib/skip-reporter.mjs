/** A reporter of Vitest that writes which tests were skipped and why, for scripts/test.mjs. */
import { writeFileSync } from 'node:fs';

export default class SkipReporter {
  skipped = [];

  onTestCaseResult(test) {
    const { state, note } = test.result();
    if (state === 'skipped') this.skipped.push({ name: test.fullName, reason: note ?? '' });
  }

  onTestRunEnd() {
    const path = process.env.PD_STUDIO_SKIPPED;
    if (path) writeFileSync(path, JSON.stringify(this.skipped));
  }
}
