#include "systems/ctmwa/layout.h"
#include "systems/ctmwa/network.h"

namespace affect::ctmwa {
namespace {

void add_linear(std::vector<Shape> &shapes, const std::string &name, int64_t in, int64_t out) {
  shapes.push_back({name + ".weight", {out, in}});
  shapes.push_back({name + ".bias", {out}});
}

} // namespace

bool is_plain_map(const std::string &name) {
  return name == pair_words || name == text_words || name == pair_faces || name == image_faces;
}

std::vector<Shape> Network::shapes() const {
  const auto &o = options_;
  std::vector<Shape> shapes;
  const auto two_layers_of = [&](const std::string &name, int64_t in, int64_t hidden, int64_t out) {
    add_linear(shapes, name + ".linear1", in, hidden);
    add_linear(shapes, name + ".linear2", hidden, out);
  };
  const auto translator = [&](const std::string &name, int64_t in, int64_t out) {
    shapes.push_back({name + ".conv.weight", o.sequence
                                                 ? std::vector<int64_t>{o.width, in, kernel_steps}
                                                 : std::vector<int64_t>{o.width, in}});
    shapes.push_back({name + ".conv.bias", {o.width}});
    if (o.sequence)
      add_linear(shapes, name + ".pool", o.width, pooling_heads);
    // Over one step both heads pool the same.
    add_linear(shapes, name + ".fc_o", (o.sequence ? pooling_heads : 1) * o.width, out);
  };
  if (o.translate) {
    translator("img2txt", o.image_width, o.text_width);
    translator("txt2img", o.text_width, o.image_width);
  }
  const int64_t both = o.text_width + o.image_width;
  two_layers_of("txt_neck", both, o.width, o.embedding);
  two_layers_of("img_neck", both, o.width, o.embedding);
  two_layers_of("net_m_c", 2 * o.embedding, o.width, o.classes * o.classes);
  two_layers_of("net_t_c", o.embedding, o.width / 2, o.classes);
  two_layers_of("net_v_c", o.embedding, o.width / 2, o.classes);
  if (o.vocabulary > 0) {
    shapes.push_back({pair_words, {o.vocabulary, o.classes * o.classes}});
    shapes.push_back({text_words, {o.vocabulary, o.classes}});
  }
  if (o.faces > 0) {
    shapes.push_back({pair_faces, {o.classes * o.classes, o.faces}});
    shapes.push_back({image_faces, {o.classes, o.faces}});
  }
  if (o.weights) {
    two_layers_of("txt_w_net", 5 * o.classes + o.embedding, o.weights_width, 1);
    two_layers_of("img_w_net", 5 * o.classes + o.embedding, o.weights_width, 1);
  }
  return shapes;
}

} // namespace affect::ctmwa
