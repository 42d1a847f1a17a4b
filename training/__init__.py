"""Training pipeline of Router: prepare, pretrain, finetune, export, evaluate.

Run it as ``python3 -m training <command>`` from the repository root.
"""
