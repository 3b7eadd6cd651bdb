/** Browses folders on the machine of the host: it may be another one than the page's. */
import { useEffect, useRef, useState, type ReactElement } from 'react';
import type { FolderEntry, MethodOutput } from '../../core/contract/methods.js';
import { StudioError } from '../../core/contract/errors.js';
import { text } from '../../core/text/index.js';
import { IconButton } from '../controls/Button.js';
import { Icon, type IconName } from '../controls/Icon.js';
import { Mark } from '../controls/Mark.js';
import { useStudio } from '../state/context.js';

type Listing = MethodOutput<'folders.list'>;

const ICONS: Readonly<Record<FolderEntry['kind'], IconName>> = {
  folder: 'folder',
  project: 'camera',
  recording: 'file',
  data: 'file',
};

export function FolderPicker(props: {
  /** Where to start; null is the home folder. */
  readonly start: string | null;
  readonly show: readonly FolderEntry['kind'][];
  /** The folder now shown. */
  readonly onFolder: (listing: Listing) => void;
  /** A project or recording was chosen. */
  readonly onPick?: (entry: FolderEntry) => void;
  readonly picked?: string | null;
}): ReactElement {
  const { link } = useStudio();
  const [path, setPath] = useState(props.start);
  const [listing, setListing] = useState<Listing | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [typed, setTyped] = useState<string | null>(null);
  // A new callback must not list the folder again.
  const told = useRef(props.onFolder);
  useEffect(() => {
    told.current = props.onFolder;
  });

  useEffect(() => {
    const stop = new AbortController();
    link.call('folders.list', { path }, stop.signal).then(
      (answer) => {
        setListing(answer);
        setProblem(null);
        setTyped(null);
        told.current(answer);
      },
      (error: unknown) => {
        if (error instanceof StudioError && error.code === 'cancelled') return;
        setProblem(error instanceof Error ? error.message : String(error));
      },
    );
    return () => {
      stop.abort();
    };
  }, [link, path]);

  const entries = listing?.entries.filter((entry) => props.show.includes(entry.kind)) ?? [];
  return (
    <div className="picker">
      <div className="picker__path">
        <IconButton
          label={text('folders.up')}
          icon="folderUp"
          disabled={listing?.parent == null}
          onClick={() => {
            if (listing?.parent != null) setPath(listing.parent);
          }}
        />
        <input
          className="input input--mono"
          aria-label={text('folders.path')}
          spellCheck={false}
          value={typed ?? listing?.path ?? path ?? ''}
          onChange={(event) => {
            setTyped(event.target.value);
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            setPath(event.currentTarget.value);
          }}
        />
      </div>
      {problem === null ? null : (
        <p className="hint hint--fail" role="alert">
          <Mark state="fail" />
          {problem}
        </p>
      )}
      <ul className="list picker__list" aria-label={text('folders.entries')}>
        {entries.map((entry) => (
          <li key={entry.path}>
            <button
              type="button"
              className={`list__row ${props.picked === entry.path ? 'list__row--on' : ''}`}
              aria-pressed={entry.kind === 'folder' ? undefined : props.picked === entry.path}
              onClick={() => {
                if (entry.kind === 'folder') setPath(entry.path);
                else props.onPick?.(entry);
              }}
              onDoubleClick={() => {
                if (entry.kind === 'project') setPath(entry.path);
              }}
            >
              <Icon name={ICONS[entry.kind]} size={16} />
              <span className="cut">{entry.name}</span>
              <span className="grow" />
              {entry.kind === 'folder' ? (
                <Icon name="right" size={14} />
              ) : (
                <span className="tag">{text(`folders.kind.${entry.kind}`)}</span>
              )}
            </button>
          </li>
        ))}
        {listing && entries.length === 0 ? (
          <li className="empty">{text('folders.empty')}</li>
        ) : null}
      </ul>
    </div>
  );
}
