// What the text of a shape says (boligsocial/common/spatial.py and corners.py read the same): a point, corners one a
// line, or GeoJSON. What is no shape is null here; the server says why when the form is saved.

const NUMBER = "-?\\d{1,3}(?:[.,]\\d{1,15})?";
const LAT_LON = new RegExp(`^(${NUMBER})\\s*(?:[;\\s]|,\\s|,(?=-?\\d+\\.))\\s*(${NUMBER})$`);
const METRES = "\\d{5,7}(?:[.,]\\d{1,6})?";
const EAST_NORTH = new RegExp(`^(${METRES})\\s*(?:[;\\s]|,\\s|,(?=\\d))\\s*(${METRES})$`);

const figure = (text) => Number(text.replace(",", "."));

// Metres of EPSG:25832 (UTM zone 32N, GRS80) as longitude and latitude: Krüger's series, good to a millimetre.
export function degreesOf([east, north]) {
  const f = 1 / 298.257222101;
  const n = f / (2 - f);
  const radius = (6378137 / (1 + n)) * (1 + n ** 2 / 4 + n ** 4 / 64) * 0.9996;
  const [xi, eta] = [north / radius, (east - 500000) / radius];
  const beta = [n / 2 - (2 * n ** 2) / 3 + (37 * n ** 3) / 96, n ** 2 / 48 + n ** 3 / 15, (17 * n ** 3) / 480];
  const delta = [2 * n - (2 * n ** 2) / 3 - 2 * n ** 3, (7 * n ** 2) / 3 - (8 * n ** 3) / 5, (56 * n ** 3) / 15];
  const sum = (terms, term) => terms.reduce((all, value, i) => all + value * term(2 * (i + 1)), 0);
  const up = xi - sum(beta, (k) => Math.sin(k * xi) * Math.cosh(k * eta));
  const across = eta - sum(beta, (k) => Math.cos(k * xi) * Math.sinh(k * eta));
  const conformal = Math.asin(Math.sin(up) / Math.cosh(across));
  const lat = conformal + sum(delta, (k) => Math.sin(k * conformal));
  const lon = Math.atan2(Math.sinh(across), Math.cos(up));
  return [9 + (lon * 180) / Math.PI, (lat * 180) / Math.PI];
}

function corner(line) {
  const lat = line.match(LAT_LON);
  if (lat) return [figure(lat[2]), figure(lat[1])];
  const east = line.match(EAST_NORTH);
  return east ? degreesOf([figure(east[1]), figure(east[2])]) : null;
}

function point(text) {
  const place = corner(text.trim());
  return place && { type: "Point", coordinates: place };
}

// Whether a corner lies in a ring of corners.
export function inRing([x, y], ring) {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [[ax, ay], [bx, by]] = [ring[i], ring[j]];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}

const size = (ring) =>
  Math.abs(ring.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = ring[(i + 1) % ring.length];
    return sum + x * nextY - nextX * y;
  }, 0));

// Rings inside an odd number of others are holes of the smallest of them.
function nested(rings) {
  const sorted = [...rings].sort((one, other) => size(other) - size(one));
  const around = sorted.map((ring, i) => sorted.slice(0, i).filter((outer) => ring.every((at) => inRing(at, outer))));
  const parts = new Map();
  sorted.forEach((ring, i) => around[i].length % 2 === 0 && parts.set(ring, [ring]));
  sorted.forEach((ring, i) => around[i].length % 2 && parts.get(around[i].at(-1))?.push(ring));
  return [...parts.values()];
}

function corners(text) {
  const rings = text.split(/\n\s*\n/).map((block) => block.split("\n").filter((line) => line.trim()));
  const read = rings.filter((lines) => lines.length).map((lines) => lines.map((line) => corner(line.trim())));
  if (!read.length || read.some((ring) => ring.length < 3 || ring.includes(null))) return null;
  const closed = read.map((ring) => (String(ring[0]) === String(ring.at(-1)) ? ring : [...ring, ring[0]]));
  return { type: "MultiPolygon", coordinates: nested(closed) };
}

const moved = (value, change) =>
  typeof value[0] === "number" ? change(value) : value.map((inner) => moved(inner, change));

function geojson(text) {
  const data = JSON.parse(text);
  const found =
    data.type === "FeatureCollection" ? data.features.map((one) => one.geometry)
    : [data.type === "Feature" ? data.geometry : data];
  const shapes = found.filter((shape) => shape?.coordinates?.length);
  const first = shapes[0]?.coordinates.flat(9)[0];
  const inMetres = data.crs ? JSON.stringify(data.crs).includes("25832") : first > 1000;
  if (!inMetres) return shapes;
  return shapes.map((shape) => ({ ...shape, coordinates: moved(shape.coordinates, degreesOf) }));
}

// The shapes that the text says, as GeoJSON geometries in degrees.
export function shapesOf(text, isPoint) {
  try {
    const plain = isPoint ? point(text) : corners(text.trim());
    return plain ? [plain] : geojson(text);
  } catch {
    return [];
  }
}
