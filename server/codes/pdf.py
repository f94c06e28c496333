"""Pictures of pages bound into one PDF: each page is one JPEG, written as soon as it is drawn."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from server.codes.lettering import printable

QUALITY = 88
_POINTS = 72


class Binder:
    """`add` page after page, then `bound`. The same pages give the same bytes: no date, no chance in it."""

    def __init__(self, dpi: int) -> None:
        self._dpi = dpi
        self._out = BytesIO()
        self._out.write(b"%PDF-1.4\n%\xe4\xe5\xe6\xe7\n")
        self._places: dict[int, int] = {}
        self._pages: list[int] = []

    def add(self, page: Image.Image) -> None:
        jpeg = BytesIO()
        page.save(jpeg, "JPEG", quality=QUALITY, dpi=(self._dpi, self._dpi))
        width, height = (side * _POINTS / self._dpi for side in page.size)
        image = 4 + 3 * len(self._pages)
        drawn = f"q {width:.3f} 0 0 {height:.3f} 0 0 cm /P Do Q".encode()
        kind = f"/Subtype /Image /Width {page.width} /Height {page.height} /ColorSpace /DeviceRGB"
        self._stream(image, f"/Type /XObject {kind} /BitsPerComponent 8 /Filter /DCTDecode", jpeg.getvalue())
        self._stream(image + 1, "", drawn)
        parts = f"/Resources << /XObject << /P {image} 0 R >> >> /Contents {image + 1} 0 R"
        box = f"/MediaBox [0 0 {width:.3f} {height:.3f}]"
        self._object(image + 2, f"<< /Type /Page /Parent 2 0 R {box} {parts} >>")
        self._pages.append(image + 2)

    def bound(self, title: str) -> bytes:
        kids = " ".join(f"{number} 0 R" for number in self._pages)
        self._object(1, "<< /Type /Catalog /Pages 2 0 R >>")
        self._object(2, f"<< /Type /Pages /Count {len(self._pages)} /Kids [{kids}] >>")
        self._object(3, f"<< /Title <feff{printable(title).encode('utf-16-be').hex()}> >>")
        start, count = self._out.tell(), len(self._places) + 1
        lines = [f"{self._places[number]:010d} 00000 n \n" for number in sorted(self._places)]
        self._out.write(f"xref\n0 {count}\n0000000000 65535 f \n{''.join(lines)}".encode())
        trailer = f"trailer\n<< /Size {count} /Root 1 0 R /Info 3 0 R >>\nstartxref\n{start}\n%%EOF\n"
        self._out.write(trailer.encode())
        return self._out.getvalue()

    def _stream(self, number: int, entries: str, data: bytes) -> None:
        self._object(number, f"<< {entries} /Length {len(data)} >>\nstream\n", data, b"\nendstream")

    def _object(self, number: int, *content: str | bytes) -> None:
        self._places[number] = self._out.tell()
        self._out.write(f"{number} 0 obj\n".encode())
        for piece in content:
            self._out.write(piece.encode() if isinstance(piece, str) else piece)
        self._out.write(b"\nendobj\n")
