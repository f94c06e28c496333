"""Draws the picture a mini-program code would be: here a QR code with round dots that holds the scene."""

from __future__ import annotations

import io

_DOT = 20  # pixels, drawn large and then shrunk to size, so that the dots stay round


def draw(scene: str, width: int, *, is_hyaline: bool = False) -> bytes:
    """A JPEG, `width` pixels square; a PNG without ground when `is_hyaline`."""
    # Imported at the first picture: the sandbox has to be up in a second, mostly without drawing any.
    import qrcode
    from PIL import ImageOps
    from PIL.Image import Resampling
    from qrcode.image.styledpil import StyledPilImage
    from qrcode.image.styles.moduledrawers.pil import (
        CircleModuleDrawer,
        SquareModuleDrawer,
    )

    code = qrcode.QRCode(box_size=_DOT)
    code.add_data(scene)
    # Square corners: scanners do not find a code whose three eyes fall apart into dots.
    drawn = code.make_image(
        StyledPilImage, module_drawer=CircleModuleDrawer(), eye_drawer=SquareModuleDrawer()
    )
    picture = io.BytesIO()
    image = drawn.get_image().convert("RGB").resize((width, width), Resampling.LANCZOS)
    if is_hyaline:
        image.putalpha(ImageOps.invert(image.convert("L")))
        image.save(picture, "PNG")
    else:
        image.save(picture, "JPEG", quality=92)
    return picture.getvalue()
