/** Why a weights file cannot be read; the caller adds the file's name. */
export class WeightsError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'WeightsError';
  }
}
