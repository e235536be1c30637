#pragma once

#include "media/image.h"

#include <QImage>

namespace affect::ui {

/// The longest side a picture is kept at for the screen; what the engine reads is not touched by
/// it.
constexpr int picture_side = 2048;

/// A picture for the screen, at most `side` pixels long. Not for the window's thread: large
/// pictures take a while.
QImage to_qimage(const Image &image, int side = picture_side);
/// Pixels of a pasted or dropped picture, transparency laid over white.
Image from_qimage(const QImage &picture);

} // namespace affect::ui
