/** What the LabelMe codec says of a file: the one error it throws, and warnings of the same form. */

/** A key path as people write it: shapes[3].points[0]. Empty: the file as a whole. */
export type KeyPath = string;

export interface LabelmeProblem {
  readonly key: KeyPath;
  readonly message: string;
  readonly hint: string;
}

/** The file is not an annotation that can be read. It is to be left as it is. */
export class LabelmeError extends Error {
  readonly key: KeyPath;
  readonly hint: string;

  constructor({ key, message, hint }: LabelmeProblem) {
    super(message);
    this.name = 'LabelmeError';
    this.key = key;
    this.hint = hint;
  }
}
