// A photo as the service wants it: a JPEG, upright, no larger than it can use, and without what else the file says.
const LONGEST_SIDE = 2000;
const JPEG_QUALITY = 0.9;

/** Turned clockwise by those degrees. Null where this browser cannot read the file, or has not the memory for it. */
export async function shrunk(file, clockwise) {
  const address = URL.createObjectURL(file);
  try {
    // An image element, not a bitmap: browsers read it upright, and need not hold all pixels of a large one at a time.
    const image = new Image();
    await new Promise((resolve, reject) => {
      image.onload = resolve;
      image.onerror = reject;
      image.src = address;
    });
    const scale = Math.min(1, LONGEST_SIDE / Math.max(image.naturalWidth, image.naturalHeight));
    const canvas = document.createElement('canvas');
    const [width, height] = [image.naturalWidth, image.naturalHeight].map((side) => Math.round(side * scale));
    const sideways = clockwise % 180 !== 0;
    [canvas.width, canvas.height] = sideways ? [height, width] : [width, height];
    const paint = canvas.getContext('2d');
    // JPEG knows no transparency.
    paint.fillStyle = '#fff';
    paint.fillRect(0, 0, canvas.width, canvas.height);
    paint.imageSmoothingQuality = 'high';
    paint.translate(canvas.width / 2, canvas.height / 2);
    paint.rotate((clockwise * Math.PI) / 180);
    paint.drawImage(image, -width / 2, -height / 2, width, height);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', JPEG_QUALITY));
    return blob && new File([blob], 'id.jpg', { type: 'image/jpeg' });
  } catch {
    return null;
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** What the file is by its first bytes: `picture` that the service takes, or the name of the advice about it. */
export async function kindOf(file) {
  const bytes = new Uint8Array(await file.slice(0, 64).arrayBuffer());
  const start = String.fromCharCode(...bytes);
  if (start.startsWith('\xff\xd8\xff') || start.startsWith('\x89PNG')) return 'picture';
  if (start.startsWith('%PDF')) return 'pdf';
  if (/^RIFF.{4}WEBP/s.test(start)) return 'webp';
  // The brands of ISO base media files. One that leaves the coding open is AVIF if it also says so.
  const [, major, others] = /^.{4}ftyp(.{4}).{4}(.*)/s.exec(start) ?? [];
  if (
    /^avi[fso]/.test(major) ||
    (/^(?:mi|ms)f/.test(major) && /avi[fso]/.test(others) && !/he[iv]/.test(others))
  )
    return 'avif';
  return /^(?:hei|hev|mif|msf|miaf)/.test(major) ? 'heic' : 'unreadable';
}
