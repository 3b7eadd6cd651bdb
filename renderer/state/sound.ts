/** A short rising tone that says "saved" to somebody who looks at the rig. */

const NOTES_HZ = [880, 1320];
const NOTE_SECONDS = 0.07;
const LOUDNESS = 0.15;

let audio: AudioContext | null = null;

export function playShutter(): void {
  try {
    audio ??= new AudioContext();
    const start = audio.currentTime + 0.01;
    for (const [i, hertz] of NOTES_HZ.entries()) {
      const at = start + i * NOTE_SECONDS;
      const tone = audio.createOscillator();
      const gain = audio.createGain();
      tone.frequency.value = hertz;
      gain.gain.setValueAtTime(0, at);
      gain.gain.linearRampToValueAtTime(LOUDNESS, at + 0.008);
      gain.gain.exponentialRampToValueAtTime(0.001, at + NOTE_SECONDS);
      tone.connect(gain).connect(audio.destination);
      tone.start(at);
      tone.stop(at + NOTE_SECONDS);
    }
  } catch {
    // A machine without a sound device shoots in silence.
  }
}
