#include "systems/ctmwa/published_net.h"

namespace affect::ctmwa {
namespace {

constexpr int64_t heads = 2;
constexpr int64_t kernel = 5;
constexpr int64_t weight_net_width = 128;
constexpr double slope = 0.1;

struct Pass {
  const Tensors &tensors;
  const PublishedPass &asked;
  double dropout;
  Tensors &out;

  // The translation `name` by the translator `net`.
  torch::Tensor translate(const std::string &net, const std::string &name,
                          const torch::Tensor &x) const {
    const auto rows = tensors.at(net + ".conv.weight");
    const auto conv =
        torch::linear(x, rows.select(1, 0).select(1, kernel / 2), tensors.at(net + ".conv.bias"));
    const auto value = linear(tensors, net + ".self_attn.fc_v", torch::relu(conv));
    const auto given = asked.keep.find(name);
    const auto keep =
        given != asked.keep.end()
            ? given->second.reshape({-1, heads})
            : torch::dropout(torch::ones({x.size(0), heads}, x.options()), dropout, asked.training);
    out["in." + name + ".conv"] = conv;
    out["in." + name + ".fc_v"] = value;
    out["in." + name + ".dropout"] = keep;
    const auto kept = value.view({x.size(0), heads, -1}) * keep.unsqueeze(-1);
    return linear(tensors, net + ".self_attn.fc_o", kept.reshape({x.size(0), -1}));
  }

  torch::Tensor two_layers(const std::string &net, const torch::Tensor &x) const {
    const auto hidden = linear(tensors, net + ".linear1", x);
    out["in." + net + ".hidden"] = hidden;
    return linear(tensors, net + ".linear2", torch::leaky_relu(hidden, slope));
  }
};

void add_linear(std::vector<Shape> &shapes, const std::string &name, int64_t in, int64_t out) {
  shapes.push_back({name + ".weight", {out, in}});
  shapes.push_back({name + ".bias", {out}});
}

void add_two_layers(std::vector<Shape> &shapes, const std::string &name, int64_t in, int64_t hidden,
                    int64_t out) {
  add_linear(shapes, name + ".linear1", in, hidden);
  add_linear(shapes, name + ".linear2", hidden, out);
}

void add_translator(std::vector<Shape> &shapes, const std::string &name, int64_t in, int64_t out) {
  shapes.push_back({name + ".conv.weight", {out, 1, kernel, in}});
  shapes.push_back({name + ".conv.bias", {out}});
  for (const char *part : {".self_attn.fc_q", ".self_attn.fc_k", ".self_attn.fc_v"})
    add_linear(shapes, name + part, out, heads * out);
  add_linear(shapes, name + ".self_attn.fc_o", heads * out, out);
}

torch::Tensor distance(const torch::Tensor &a, const torch::Tensor &b) {
  return (a - b).abs().mean();
}

} // namespace

std::vector<Shape> published_shapes(const PublishedOptions &o) {
  std::vector<Shape> shapes;
  const int64_t both = o.text_width + o.image_width;
  add_linear(shapes, "txt_encoder", o.text_width, o.text_width);
  add_translator(shapes, "img2txt", o.image_width, o.text_width);
  add_translator(shapes, "txt2img", o.text_width, o.image_width);
  add_two_layers(shapes, "txt_neck", both, (both + o.embedding) / 2, o.embedding);
  add_two_layers(shapes, "img_neck", both, (both + o.embedding) / 2, o.embedding);
  add_two_layers(shapes, "net_m_c", 2 * o.embedding, (2 * o.embedding + o.classes) / 2, o.classes);
  add_two_layers(shapes, "net_t_c", o.embedding, (o.embedding + o.classes) / 2, o.classes);
  add_two_layers(shapes, "net_v_c", o.embedding, (o.embedding + o.classes) / 2, o.classes);
  add_two_layers(shapes, "txt_w_net", 3 * o.classes + both, weight_net_width, 1);
  add_two_layers(shapes, "img_w_net", 3 * o.classes + both, weight_net_width, 1);
  return shapes;
}

bool is_weight_net(const std::string &parameter) {
  return parameter.rfind("txt_w_net.", 0) == 0 || parameter.rfind("img_w_net.", 0) == 0;
}

Tensors published_forward(const Tensors &tensors, const torch::Tensor &text,
                          const torch::Tensor &image, const PublishedPass &asked,
                          const PublishedOptions &options) {
  Tensors out;
  const Pass pass{tensors, asked, options.dropout, out};
  auto t = linear(tensors, "txt_encoder", text), v = image;
  if (asked.has_text.defined())
    t = torch::where(asked.has_text.gt(0).unsqueeze(1), t, pass.translate("img2txt", "img_txt", v));
  if (asked.has_image.defined())
    v = torch::where(asked.has_image.gt(0).unsqueeze(1), v,
                     pass.translate("txt2img", "txt_img", t));
  out["t"] = t;
  out["v"] = v;
  out["txt_img"] = pass.translate("txt2img", "txt_img", t);
  out["img_txt"] = pass.translate("img2txt", "img_txt", v);
  out["txt_img_txt"] = pass.translate("img2txt", "txt_img_txt", out["txt_img"]);
  out["img_txt_img"] = pass.translate("txt2img", "img_txt_img", out["img_txt"]);
  out["fusion_t"] = torch::cat({t, out["txt_img"]}, 1);
  out["fusion_v"] = torch::cat({out["img_txt"], v}, 1);
  const auto text_side = out["in.txt_neck.out"] = pass.two_layers("txt_neck", out["fusion_t"]);
  const auto image_side = out["in.img_neck.out"] = pass.two_layers("img_neck", out["fusion_v"]);
  out["logits_m"] = pass.two_layers("net_m_c", torch::cat({text_side, image_side}, 1));
  out["logits_t"] = pass.two_layers("net_t_c", text_side);
  out["logits_v"] = pass.two_layers("net_v_c", image_side);
  return out;
}

Tensors published_weights(const Tensors &tensors, const Tensors &forward,
                          const torch::Tensor &classes) {
  Tensors out;
  for (const auto &[net, side] :
       {std::pair<std::string, std::string>{"txt_w", "t"}, {"img_w", "v"}}) {
    const auto in = torch::cat({classes, forward.at("logits_m"), forward.at("logits_" + side),
                                forward.at("fusion_" + side)},
                               1);
    out[net + "_in"] = in.detach();
    const auto hidden = torch::relu(linear(tensors, net + "_net.linear1", out[net + "_in"]));
    out[net] = torch::sigmoid(linear(tensors, net + "_net.linear2", hidden));
  }
  return out;
}

Tensors published_loss(const Tensors &forward, const Tensors &weights, const torch::Tensor &labels,
                       const PublishedOptions &options) {
  const auto of = [&](const char *name) { return forward.at(name); };
  Tensors out;
  for (const std::string side : {"m", "t", "v"})
    out["ce_each_" + side] = torch::nn::functional::cross_entropy(
        forward.at("logits_" + side), labels,
        torch::nn::functional::CrossEntropyFuncOptions().reduction(torch::kNone));
  out["loss.tit"] = options.trans_tit * distance(of("t"), of("txt_img_txt"));
  out["loss.iti"] = options.trans_iti * distance(of("v"), of("img_txt_img"));
  out["loss.it"] = options.trans_it * distance(of("t"), of("img_txt"));
  out["loss.ti"] = options.trans_ti * distance(of("v"), of("txt_img"));
  out["loss.ce_m"] = out["ce_each_m"].mean();
  out["loss.wce_t"] = (weights.at("txt_w").squeeze(1) * out["ce_each_t"]).mean();
  out["loss.wce_v"] = (weights.at("img_w").squeeze(1) * out["ce_each_v"]).mean();
  out["loss.total"] = out["loss.tit"] + out["loss.iti"] + out["loss.it"] + out["loss.ti"] +
                      out["loss.ce_m"] + out["loss.wce_t"] + out["loss.wce_v"];
  return out;
}

} // namespace affect::ctmwa
