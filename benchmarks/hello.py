"""The least command that can be made of the same front: typer, one pydantic model, one table."""

import typer
from pydantic import BaseModel
from tabulate import tabulate


class Greeting(BaseModel):
    name: str = "world"


app = typer.Typer()


@app.command()
def main(name: str = "world") -> None:
    print(tabulate([[Greeting(name=name).name, 1]], headers=["name", "count"]))


if __name__ == "__main__":
    app()
