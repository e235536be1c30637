#!/usr/bin/env python3
"""Posts a second from files on disk: `affectscope-cli analyze` and a plain Python pipeline, taking turns.

    AFFECTSCOPE_MODELS=MODELS python3 tests/bench/peer/batch.py --cli affectscope-cli --model multiscale-mvsa \\
        --posts FOLDER [--count 512] [--turns 3]

The pipeline is what a user writes: Pillow opens a picture, transformers' processor (for EfficientNet-Lite0, which
transformers has not, Pillow's resize and numpy) and tokenizer prepare a batch of 32, the two encoders of the same folders
run on it. It does less than the program, which also runs the system on top, merges attention, hashes files and writes the
journal and the reports. Neither side's loading of libraries and weights is counted. Files are read once before. Each turn
runs both at the same precision (--precision, --peer-precision for Python's alone); --threads sets both. Needs torch, transformers, Pillow, numpy.
"""
import argparse
import glob
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time

import numpy
import torch
import transformers
from efficientnet_lite0 import EfficientNetLite0
from PIL import Image


def encoder_folder(models, manifest, side):
    return f"{models}/encoders/{manifest['encoders'][side]['id']}"


class Pipeline:
    def __init__(self, models, model, dtype):
        with open(f"{models}/{model}/manifest.json") as file:
            manifest = json.load(file)
        self.dtype = dtype
        text, image = (encoder_folder(models, manifest, side) for side in ("text", "image"))
        self.clip = json.load(open(f"{image}/config.json"))["model_type"] == "clip"
        if self.clip:
            self.tokenizer = transformers.CLIPTokenizerFast(f"{text}/vocab.json", f"{text}/merges.txt")
            self.processor = transformers.CLIPImageProcessor()
            self.text = transformers.CLIPTextModelWithProjection.from_pretrained(text, dtype=dtype).eval()
            self.image = transformers.CLIPVisionModelWithProjection.from_pretrained(image, dtype=dtype).eval()
        else:
            self.tokenizer = transformers.XLMRobertaTokenizer.from_pretrained(text)
            self.text = transformers.XLMRobertaModel.from_pretrained(text, add_pooling_layer=False, dtype=dtype).eval()
            self.image = EfficientNetLite0(image).to(dtype).eval()

    def pixels(self, pictures):
        if self.clip:
            return self.processor(images=pictures, return_tensors="pt")["pixel_values"]
        arrays = [numpy.asarray(p.resize((224, 224), Image.BICUBIC), dtype=numpy.float32) for p in pictures]
        return torch.from_numpy((numpy.stack(arrays) - 127) / 128).permute(0, 3, 1, 2)

    def tokens(self, texts):
        # CLIP's own examples pad to its 77 tokens; the others to the longest of the batch.
        padding = "max_length" if self.clip else True
        return self.tokenizer(texts, padding=padding, truncation=True, max_length=77 if self.clip else 128,
                              return_tensors="pt")

    @torch.no_grad()
    def run(self, posts):
        times = {"decode": 0.0, "tokenise": 0.0, "infer": 0.0}
        begin = time.perf_counter()
        for at in range(0, len(posts), 32):
            batch = posts[at:at + 32]
            t0 = time.perf_counter()
            pixels = self.pixels([Image.open(image).convert("RGB") for image, _ in batch]).to(self.dtype)
            texts = [open(text, errors="replace").read() for _, text in batch]
            t1 = time.perf_counter()
            tokens = self.tokens(texts)
            t2 = time.perf_counter()
            if self.clip:
                self.text(input_ids=tokens["input_ids"], attention_mask=tokens["attention_mask"])
                self.image(pixel_values=pixels)
            else:
                self.text(input_ids=tokens["input_ids"], attention_mask=tokens["attention_mask"])
                self.image(pixels)
            t3 = time.perf_counter()
            times["decode"] += t1 - t0
            times["tokenise"] += t2 - t1
            times["infer"] += t3 - t2
        return time.perf_counter() - begin, times


def ours(options, folder):
    command = [options.cli, "analyze", folder, "--model", options.model, "--journal", f"{folder}/../j", "--csv",
               f"{folder}/../r.csv", "--times", "--precision", options.precision]
    if options.threads:
        command += ["--threads", str(options.threads)]
    for end in ("j", "j-wal", "j-shm", "j.lock"):
        if os.path.exists(f"{folder}/../{end}"):
            os.remove(f"{folder}/../{end}")
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True)
    line = next(line for line in done.stderr.splitlines() if " posts in " in line)
    return float(re.search(r"posts in ([0-9.]+) s", line).group(1)), line


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cli", required=True)
    parser.add_argument("--model", default="multiscale-mvsa")
    parser.add_argument("--posts", required=True, help="folder of JPEGs with a .txt of the same name each")
    parser.add_argument("--count", type=int, default=512)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--precision", choices=["fp32", "bf16"], default="fp32")
    parser.add_argument("--peer-precision", choices=["fp32", "bf16"])
    options = parser.parse_args()
    peer_precision = options.peer_precision or options.precision
    if options.threads:
        torch.set_num_threads(options.threads)
    images = sorted(glob.glob(f"{options.posts}/**/*.jpg", recursive=True))[:options.count]
    posts = [(image, image[:-4] + ".txt") for image in images if os.path.exists(image[:-4] + ".txt")]
    dtype = {"fp32": torch.float32, "bf16": torch.bfloat16}[peer_precision]
    pipeline = Pipeline(os.environ["AFFECTSCOPE_MODELS"], options.model, dtype)
    with tempfile.TemporaryDirectory() as made:
        folder = f"{made}/posts"
        os.mkdir(folder)
        for image, text in posts:
            for file in (image, text):
                os.symlink(os.path.abspath(file), f"{folder}/{os.path.basename(file)}")
        pipeline.run(posts[:64])
        ours(options, folder)
        ratios = []
        for turn in range(options.turns):
            mine, line = ours(options, folder)
            theirs, times = pipeline.run(posts)
            ratios.append(theirs / mine)
            shares = ", ".join(f"{name} {100 * seconds / theirs:.0f} %" for name, seconds in times.items())
            print(f"turn {turn + 1}: Affectscope {len(posts) / mine:.1f}/s, Python {len(posts) / theirs:.1f}/s ({shares}), "
                  f"{theirs / mine:.2f} times Python", flush=True)
            print("   ", line, flush=True)
        print(f"{options.model}: median {statistics.median(ratios):.2f} times Python ({torch.__version__}, "
              f"{torch.get_num_threads()} threads, {options.precision}, Python in {peer_precision})")


if __name__ == "__main__":
    sys.exit(main())
