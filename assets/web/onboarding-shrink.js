// A photo as the service wants it: a JPEG, upright, no larger than it can use, and without what else the file says.
const LONGEST_SIDE = 2000;
const JPEG_QUALITY = 0.9;

/** Null where this browser cannot read the file, or has not the memory for it. */
export async function shrunk(file) {
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
    canvas.width = Math.round(image.naturalWidth * scale);
    canvas.height = Math.round(image.naturalHeight * scale);
    const paint = canvas.getContext('2d');
    // JPEG knows no transparency.
    paint.fillStyle = '#fff';
    paint.fillRect(0, 0, canvas.width, canvas.height);
    paint.imageSmoothingQuality = 'high';
    paint.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', JPEG_QUALITY));
    return blob && new File([blob], 'id.jpg', { type: 'image/jpeg' });
  } catch {
    return null;
  } finally {
    URL.revokeObjectURL(address);
  }
}
