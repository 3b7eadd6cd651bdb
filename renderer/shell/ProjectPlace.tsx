/** Where a new project goes: its name and a folder that follows the name until it is given by hand. */
import { useEffect, useState, type ReactElement } from 'react';
import { text } from '../../core/text/index.js';
import { Button } from '../controls/Button.js';
import { TextField } from '../controls/Field.js';
import { useStudio } from '../state/context.js';
import { attempt } from '../state/studio.js';
import { FolderPicker } from './FolderPicker.js';
import { folderName, joinPath } from './project-path.js';

export interface ProjectPlace {
  readonly name: string;
  readonly path: string;
  readonly error: string | null;
  /** Both are given. */
  readonly complete: boolean;
  setName(name: string): void;
  setPath(path: string): void;
  setParent(path: string, writable: boolean): void;
  setError(error: string | null): void;
}

export function useProjectPlace(defaultName: string): ProjectPlace {
  const studio = useStudio();
  const [name, setName] = useState(defaultName);
  const [parent, setParent] = useState<string | null>(null);
  const [ownPath, setOwnPath] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    void attempt(studio, studio.link.call('folders.list', { path: null })).then((home) => {
      if (home) setParent((now) => now ?? joinPath(home.path, text('project.new.homeFolder')));
    });
  }, [studio]);
  const path = ownPath ?? (parent === null ? '' : joinPath(parent, folderName(name)));
  return {
    name,
    path,
    error,
    complete: name.trim() !== '' && path !== '',
    setName,
    setPath(given) {
      setOwnPath(given);
      setError(null);
    },
    setParent(folder, writable) {
      setParent(folder);
      setOwnPath(null);
      setError(writable ? null : text('folders.notWritable'));
    },
    setError,
  };
}

export function ProjectPlaceFields({ place }: { readonly place: ProjectPlace }): ReactElement {
  const [browsing, setBrowsing] = useState(false);
  return (
    <>
      <TextField
        label={text('project.name')}
        value={place.name}
        maxLength={120}
        autoFocus
        onChange={place.setName}
        hint={text('project.new.nameHint')}
      />
      <TextField
        label={text('project.new.folder')}
        mono
        value={place.path}
        onChange={place.setPath}
        hint={text('project.new.folderHint')}
        error={place.error ?? undefined}
      />
      <Button
        size="s"
        icon="folder"
        expanded={browsing}
        onClick={() => {
          setBrowsing(!browsing);
        }}
      >
        {text('project.new.browse')}
      </Button>
      {browsing ? (
        <FolderPicker
          start={null}
          show={['folder']}
          onFolder={(listing) => {
            place.setParent(listing.path, listing.writable);
          }}
        />
      ) : null}
    </>
  );
}
