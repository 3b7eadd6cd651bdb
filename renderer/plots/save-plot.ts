/**
 * Saves a plot as the SVG that is on the screen with its colours written out, as a PNG of twice its
 * size, or its numbers as CSV (RFC 4180, a dot as decimal sign).
 */

const COPIED = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-opacity',
  'opacity',
  'font-size',
  'font-family',
  'font-weight',
  'text-anchor',
] as const;

const TITLE_HEIGHT = 30;
const PNG_SCALE = 2;

/** The plot as a document of its own, with its title above it. */
export function svgDocument(svg: SVGSVGElement, title: string): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const from = [...svg.querySelectorAll<SVGElement>('*')];
  const to = [...copy.querySelectorAll<SVGElement>('*')];
  from.forEach((element, i) => {
    const target = to[i];
    if (!target) return;
    const style = getComputedStyle(element);
    for (const name of COPIED) {
      const value = style.getPropertyValue(name);
      if (value !== '') target.setAttribute(name, value);
    }
    target.removeAttribute('class');
    target.removeAttribute('style');
  });
  const { width, height } = sizeOf(svg);
  const page = getComputedStyle(svg);
  const name = 'http://www.w3.org/2000/svg';
  const out = document.createElementNS(name, 'svg');
  out.setAttribute('xmlns', name);
  out.setAttribute('width', width.toString());
  out.setAttribute('height', (height + TITLE_HEIGHT).toString());
  out.setAttribute('viewBox', `0 0 ${String(width)} ${String(height + TITLE_HEIGHT)}`);
  out.setAttribute('font-family', page.fontFamily);
  const ground = document.createElementNS(name, 'rect');
  ground.setAttribute('width', '100%');
  ground.setAttribute('height', '100%');
  ground.setAttribute('fill', page.getPropertyValue('--surface-1').trim() || '#ffffff');
  const words = document.createElementNS(name, 'text');
  words.setAttribute('x', '12');
  words.setAttribute('y', '20');
  words.setAttribute('font-size', '13');
  words.setAttribute('font-weight', '600');
  words.setAttribute('fill', page.color);
  words.textContent = title;
  const body = document.createElementNS(name, 'g');
  body.setAttribute('transform', `translate(0 ${String(TITLE_HEIGHT)})`);
  body.append(...copy.childNodes);
  out.append(ground, words, body);
  return new XMLSerializer().serializeToString(out);
}

function sizeOf(svg: SVGSVGElement): { width: number; height: number } {
  return {
    width: Number(svg.getAttribute('width') ?? 400),
    height: Number(svg.getAttribute('height') ?? 200),
  };
}

/** @throws Error where the browser cannot draw it */
async function pngOf(written: string, width: number, height: number): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([written], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = width * PNG_SCALE;
    canvas.height = height * PNG_SCALE;
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) => {
        if (blob) resolve(blob);
        else reject(new Error('The picture could not be made'));
      }, 'image/png');
    });
  } finally {
    URL.revokeObjectURL(url);
  }
}

export async function plotBlob(
  svg: SVGSVGElement,
  title: string,
  kind: 'svg' | 'png',
): Promise<Blob> {
  const written = svgDocument(svg, title);
  if (kind === 'svg') return new Blob([written], { type: 'image/svg+xml' });
  const { width, height } = sizeOf(svg);
  return pngOf(written, width, height + TITLE_HEIGHT);
}

export type CsvCell = string | number | null;

function cell(value: CsvCell): string {
  if (value === null) return '';
  const written = value.toString();
  // A cell that starts like a formula would be run by spreadsheets.
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(written) ? `'${written}` : written;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function csv(head: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
  return [head, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/** Hands a file to the user. */
export function download(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken the data over by the next task.
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 0);
}
