#!/usr/bin/env python3
"""Compares our text encoder with live transformers on sentences of many kinds: token ids, states, vectors, similarities.

    sentences.py ENCODE_TEXTS FOLDER

ENCODE_TEXTS is the program of tests/bench (preset dev), FOLDER a model folder of BERT's kind or CLIP's. Needs torch,
transformers, safetensors. Ends with 1 where something differs by more than it may.
"""
import json
import subprocess
import sys
import tempfile

import torch
import transformers
from safetensors.torch import load_file

SENTENCES = [
    "This is an example sentence", "Each sentence is converted",  # of the README of all-MiniLM-L6-v2
    "That is a happy person", "That is a happy dog", "That is a very happy person", "Today is a sunny day",
    "", " ", "a", "!", "???!!!", "RT @someone: #GoodMorning to all of you http://t.co/AbCdEf123",
    "I can't believe it's not butter... or is it?", "naïve café, Ångström, Übermut, garçon, El Niño",
    "MIXED Case WITH acronyms like NASA and U.S.A.", "3.14159 and 1,000,000 and 42nd and -7 °C",
    "😀", "so happy 😂😂😂 today ❤️", "family 👨‍👩‍👧‍👦 and flag 🇩🇪 and skin 👍🏽",
    "今天天气真好，我们去公园吧！", "我爱你", "這是一個繁體中文的句子。", "日本語の文章です。", "한국어 문장입니다",
    "Привет, как дела?", "مرحبا بالعالم", "שלום עולם", "हिन्दी में एक वाक्य", "ภาษาไทย",
    "English mixed with 中文 and emoji 🎉 in one line", "tabs\tand\nnew lines\r\nand   many    spaces",
    "zero\u200bwidth and soft\u00adhyphen and no\u00a0break", "control\u0007character", "e\u0301 and é",
    "ﬁ ligature, ½ fraction, ① circled, Ⅷ roman, ™", "supercalifragilisticexpialidocious antidisestablishmentarianism",
    "http://www.example.com/a/very/long/path?with=query&and=more#fragment", "[CLS] [SEP] [MASK] typed by hand",
    "x" * 150, "the movie was great " * 60, "好" * 300, "What a terrible, horrible, no good, very bad day.",
    "The service was slow but the food made up for it.", "lol ur so funny :D :-) ;) <3",
]


def reference(folder, texts):
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    kind = transformers.AutoConfig.from_pretrained(folder).model_type
    longest = 128
    if kind == "clip":
        model = transformers.CLIPTextModelWithProjection.from_pretrained(folder, dtype=torch.float32)
        longest = min(longest, model.config.max_position_embeddings)
    else:
        model = transformers.AutoModel.from_pretrained(folder, dtype=torch.float32)
    model.eval()
    for text in texts:  # one by one, so that nothing depends on padding
        batch = tokenizer(text, return_tensors="pt", truncation=True, max_length=longest)
        batch = {name: tensor for name, tensor in batch.items() if kind != "clip" or name == "input_ids"}
        with torch.inference_mode():
            made = model(**batch)
        hidden = made.last_hidden_state[0]
        yield batch["input_ids"][0], hidden, made.text_embeds[0] if kind == "clip" else hidden.mean(0)


def main():
    program, folder = sys.argv[1:]
    with tempfile.TemporaryDirectory() as scratch:
        with open(f"{scratch}/texts.json", "w") as file:
            json.dump(SENTENCES, file)
        subprocess.run([program, folder, f"{scratch}/texts.json", f"{scratch}/out.safetensors"], check=True)
        ours = load_file(f"{scratch}/out.safetensors")
    other_ids, states, vectors, similarity = [], 0.0, 0.0, 0.0
    units = []
    for i, (ids, hidden, vector) in enumerate(reference(folder, SENTENCES)):
        if not torch.equal(ids, ours[f"ids.{i}"]):
            other_ids.append(i)
            continue
        states = max(states, (hidden - ours[f"hidden.{i}"]).abs().max().item())
        vectors = max(vectors, (vector - ours[f"vector.{i}"]).abs().max().item())
        units.append([torch.nn.functional.normalize(v, dim=0) for v in (vector, ours[f"vector.{i}"])])
    theirs, mine = (torch.stack([pair[side] for pair in units]) for side in (0, 1))
    similarity = (theirs @ theirs.T - mine @ mine.T).abs().max().item()
    print(f"{len(SENTENCES)} sentences, torch {torch.__version__}, transformers {transformers.__version__}")
    print(f"token ids differ in {len(other_ids)}")
    for i in other_ids:
        print(f"  {SENTENCES[i][:60]!r}: ours {ours[f'ids.{i}'][:20].tolist()}")
    print(f"largest difference: states {states:.1e}, vectors {vectors:.1e}, cosines {similarity:.1e}")
    print(f"cosine of the README's two sentences: theirs {theirs[0] @ theirs[1]:.6f}, ours {mine[0] @ mine[1]:.6f}")
    sys.exit(0 if not other_ids and states < 5e-5 and vectors < 1e-5 else 1)


if __name__ == "__main__":
    transformers.logging.set_verbosity_error()
    main()
