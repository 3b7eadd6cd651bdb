/** Newest result of each sample by a model: runs/inspections/HASH.jsonl, appended, read once per project. */
import { join } from 'node:path';
import {
  inspectionResultSchema,
  type InspectionResult,
} from '../../core/contract/schema/inspect.js';
import { appendJsonLine, readJsonLines } from '../files/json-lines.js';

export class Results {
  private readonly folder: string;
  private readonly byModel = new Map<string, Promise<Map<string, InspectionResult>>>();

  constructor(projectPath: string) {
    this.folder = join(projectPath, 'runs', 'inspections');
  }

  private path(modelHash: string): string {
    return join(this.folder, `${modelHash.slice(0, 16)}.jsonl`);
  }

  of(modelHash: string): Promise<Map<string, InspectionResult>> {
    const known = this.byModel.get(modelHash);
    if (known) return known;
    const loading = readJsonLines(this.path(modelHash), inspectionResultSchema).then(
      ({ values }) => new Map(values.map((value) => [value.sample, value])),
    );
    this.byModel.set(modelHash, loading);
    return loading;
  }

  /** In memory, at once where the file has been read. */
  async add(modelHash: string, result: InspectionResult): Promise<void> {
    (await this.of(modelHash)).set(result.sample, result);
  }

  /** One after the other. A folder that cannot be written only costs the next start its results. */
  async write(modelHash: string, result: InspectionResult): Promise<void> {
    await appendJsonLine(this.path(modelHash), result).catch(() => undefined);
  }
}
