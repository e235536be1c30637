#pragma once

#include "batch/journal/reading_detail.h"

#include <string>

/// Faces on the HTML report's cards; for the .cpp files of this folder.
namespace affect::html {

/// A frame around each face of a picture, to lie over it. "" of a clip, whose boxes are means over
/// frames and not those of the frame that is shown.
std::string face_boxes(const ReadingDetail &detail);

/// "2 faces: happy 94 %, neutral 60 %" as a paragraph; "" without faces.
std::string faces_text(const ReadingDetail &detail);

} // namespace affect::html
