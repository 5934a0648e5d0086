// Tools that Leaflet.draw does not have: cut a hole, fill a hole, and drawing with the keyboard.
//
// A hole is drawn like a part; the event that a shape was made says which of the two it is (layerType).

import { inRing } from "./shape-text.js";

const L = window.L;
const CLOSE = 6; // pixels: the same spot

const pair = ({ lat, lng }) => [lng, lat];
const ringOf = (latLngs) => latLngs.map(pair);
const holds = (ring, corners) => corners.every((at) => inRing(at, ring));

export const Hole = L.Draw.Polygon.extend({
  initialize(map, options) {
    L.Draw.Polygon.prototype.initialize.call(this, map, options);
    this.type = "hole";
  },

  _getTooltipText() {
    if (!this._markers.length) return { text: this.options.texts.holeStart };
    return L.Draw.Polygon.prototype._getTooltipText.call(this);
  },
});

// One click in a hole takes it away.
export const Fill = L.Draw.Feature.extend({
  initialize(map, options) {
    L.Draw.Feature.prototype.initialize.call(this, map, options);
    this.type = "fill";
  },

  addHooks() {
    L.Draw.Feature.prototype.addHooks.call(this);
    this._tooltip.updateContent({ text: this.options.texts.fillStart });
    this._map.on("click", this._clicked, this).on("mousemove", this._moved, this);
  },

  removeHooks() {
    this._map.off("click", this._clicked, this).off("mousemove", this._moved, this);
    L.Draw.Feature.prototype.removeHooks.call(this);
  },

  _moved(event) {
    this._tooltip.updatePosition(event.latlng);
  },

  _clicked(event) {
    this.place(event.latlng);
  },

  place(latlng) {
    this._map.fire(L.Draw.Event.CREATED, { layer: null, layerType: this.type, latlng });
    this.disable();
  },
});

const drawn = L.DrawToolbar.prototype.getModeHandlers;
L.DrawToolbar.include({
  getModeHandlers(map) {
    const { hole, fill } = this.options;
    return [
      ...drawn.call(this, map),
      { enabled: hole, handler: new Hole(map, hole), title: hole?.texts?.drawHole },
      { enabled: fill, handler: new Fill(map, fill), title: fill?.texts?.fill },
    ];
  },
});

// Cut a ring out of the part around it. False where no part is around all of it.
export function cut(group, latLngs) {
  const corners = ringOf(latLngs);
  for (const part of group.getLayers()) {
    const [outer, ...holes] = part.getLatLngs();
    const free = holes.every((hole) => !corners.some((at) => inRing(at, ringOf(hole))));
    if (free && holds(ringOf(outer), corners)) {
      // What the new hole surrounds is gone with it.
      part.setLatLngs([outer, ...holes.filter((hole) => !holds(corners, ringOf(hole))), latLngs]);
      return true;
    }
  }
  return false;
}

// Fill the hole at a place. False where there is none.
export function fill(group, latlng) {
  for (const part of group.getLayers()) {
    const [outer, ...holes] = part.getLatLngs();
    const hit = holes.findIndex((hole) => inRing(pair(latlng), ringOf(hole)));
    if (hit >= 0) {
      part.setLatLngs([outer, ...holes.filter((_, i) => i !== hit)]);
      return true;
    }
  }
  return false;
}

// Enter places a corner (or the point) at the middle of the map, Backspace takes the last corner away.
export function drawByKeyboard(map, activeTool) {
  const canvas = map.getContainer();
  // The map steps: while it glides, Leaflet hears no arrow, and a corner would be placed on the way.
  map.panBy = (offset, options) => L.Map.prototype.panBy.call(map, offset, { ...options, animate: false });

  function enter(tool) {
    const centre = map.getCenter();
    if (tool.place) return tool.place(centre);
    if (tool.type === "marker") {
      map.fire(L.Draw.Event.CREATED, { layer: L.marker(centre, { icon: tool.options.icon }), layerType: "marker" });
      return tool.disable();
    }
    if (!tool.addVertex) return undefined;
    const spots = tool._markers.map((marker) => map.latLngToContainerPoint(marker.getLatLng()));
    const here = map.latLngToContainerPoint(centre);
    const again = [spots[0], spots.at(-1)].some((spot) => spot && spot.distanceTo(here) < CLOSE);
    return again ? tool.completeShape() : tool.addVertex(centre);
  }

  canvas.addEventListener("keydown", (event) => {
    const tool = event.target === canvas && activeTool();
    if (!tool) return;
    if (event.key === "Enter") enter(tool);
    else if (event.key === "Backspace" && tool._markers?.length > 1) tool.deleteLastVertex();
    else return;
    event.preventDefault();
  });
  map.on("draw:drawstart", () => canvas.classList.add("shape__map--drawing"));
  map.on("draw:drawstop", () => canvas.classList.remove("shape__map--drawing"));
}
