/** Files and why they are told: of a scan and of an import. */
import type { ReactElement, ReactNode } from 'react';
import { text } from '../../../core/text/index.js';

export function ReasonTable(props: {
  readonly rows: readonly {
    readonly file: string;
    readonly reason: string;
    /** The reason as it is shown, where that is more than the words. */
    readonly shown?: ReactNode;
  }[];
}): ReactElement {
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">{text('import.column.file')}</th>
          <th scope="col">{text('import.column.reason')}</th>
        </tr>
      </thead>
      <tbody>
        {props.rows.map(({ file, reason, shown }) => (
          <tr key={`${file} ${reason}`}>
            <td className="mono">{file}</td>
            <td>{shown ?? reason}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
