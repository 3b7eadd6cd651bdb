/** Results of a batch on their way to the page: taken in one go per drawn frame, not one by one. */
import type { InspectionResult } from '../../core/contract/schema/inspect.js';
import type { InspectStoreApi } from './inspect.js';

export class ResultFlow {
  private waiting: InspectionResult[] = [];

  constructor(
    private readonly store: InspectStoreApi,
    private readonly schedule: (run: () => void) => void = (run) => {
      requestAnimationFrame(run);
    },
  ) {}

  /** Results of a model that is not the one on the page are dropped. */
  add(model: string, result: InspectionResult): void {
    if (this.store.getState().model !== model) return;
    this.waiting.push(result);
    if (this.waiting.length > 1) return;
    this.schedule(() => {
      const taken = this.waiting;
      this.waiting = [];
      if (this.store.getState().model === model) this.store.getState().actions.addResults(taken);
    });
  }
}
